import GRDB

/// How far a transfer by hand is, however many users and devices it has.
public struct TransferProgress: Hashable, Sendable {
  public let id: Int64
  /// `write` or `remove`.
  public let action: String
  public let overwrites: Bool
  /// Unix milliseconds.
  public let createdAt: Int64
  public let total: Int
  public let done: Int
  public let failed: Int
}

extension ReadTransaction {
  /// - Throws: ``StoreError/unknown(_:)``.
  public func transferProgress(_ id: Int64) throws -> TransferProgress {
    let row = try Row.fetchOne(db, sql: "\(Self.transfersWithCounts) WHERE transfers.id = ?", arguments: [id])
    guard let row else { throw StoreError.unknown("transfer \(id)") }
    return TransferProgress(row)
  }

  /// The newest first.
  public func lastTransfers(limit: Int) throws -> [TransferProgress] {
    try Row.fetchAll(db, sql: "\(Self.transfersWithCounts) ORDER BY id DESC LIMIT ?", arguments: [limit])
      .map(TransferProgress.init)
  }

  /// Its users and devices in a state, the first of them.
  public func items(of transfer: Int64, state: String, limit: Int) throws -> [StoredTransfer.Item] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT * FROM transfer_items WHERE transfer_id = ? AND state = ? ORDER BY device_id, user_id LIMIT ?
        """,
      arguments: [transfer, state, limit]
    ).map { row in
      StoredTransfer.Item(
        device: row["device_id"], user: row["user_id"], state: row["state"], reason: row["reason"])
    }
  }

  private static let transfersWithCounts = """
    SELECT transfers.*,
      (SELECT count(*) FROM transfer_items WHERE transfer_id = transfers.id) AS total,
      (SELECT count(*) FROM transfer_items WHERE transfer_id = transfers.id AND state = 'done') AS done,
      (SELECT count(*) FROM transfer_items WHERE transfer_id = transfers.id AND state = 'failed') AS failed
    FROM transfers
    """
}

extension TransferProgress {
  fileprivate init(_ row: Row) {
    self.init(
      id: row["id"], action: row["action"], overwrites: row["overwrite"], createdAt: row["created_at"],
      total: row["total"], done: row["done"], failed: row["failed"])
  }
}
