import GRDB

extension ReadTransaction {
  /// - Throws: ``StoreError/unknown(_:)``.
  public func transfer(_ id: Int64) throws -> StoredTransfer {
    let action = try String.fetchOne(db, sql: "SELECT action FROM transfers WHERE id = ?", arguments: [id])
    guard let action else { throw StoreError.unknown("transfer \(id)") }
    let items = try Row.fetchAll(
      db, sql: "SELECT * FROM transfer_items WHERE transfer_id = ? ORDER BY device_id, user_id", arguments: [id]
    ).map { row in
      StoredTransfer.Item(
        device: row["device_id"], user: row["user_id"], state: row["state"], reason: row["reason"])
    }
    return StoredTransfer(id: id, action: action, items: items)
  }
}
