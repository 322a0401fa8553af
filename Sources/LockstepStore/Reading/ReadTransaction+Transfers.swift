import GRDB

extension ReadTransaction {
  /// - Throws: ``StoreError/unknown(_:)``.
  public func transfer(_ id: Int64) throws -> StoredTransfer {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "\(Self.transfersWithCounts) WHERE transfers.id = ?"), arguments: [id])
    guard let row else { throw StoreError.unknown("transfer \(id)") }
    return StoredTransfer(row)
  }

  /// The newest first.
  public func lastTransfers(limit: Int) throws -> [StoredTransfer] {
    try Row.fetchAll(
      db.cachedStatement(sql: "\(Self.transfersWithCounts) ORDER BY id DESC LIMIT ?"), arguments: [limit]
    )
    .map(StoredTransfer.init)
  }

  /// Its users and devices, by device and user.
  ///
  /// - Parameter state: only these; nil for all.
  public func items(of transfer: Int64, state: String? = nil, limit: Int = .max) throws -> [StoredTransfer.Item] {
    try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT * FROM transfer_items WHERE transfer_id = ? AND (?2 IS NULL OR state = ?2) ORDER BY device_id, user_id LIMIT ?
          """),
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

extension StoredTransfer {
  fileprivate init(_ row: Row) {
    self.init(
      id: row["id"], action: row["action"], overwrites: row["overwrite"], createdAt: row["created_at"],
      total: row["total"], done: row["done"], failed: row["failed"])
  }
}
