import Foundation
import GRDB
public import LockstepCore

/// A user who was deleted.
public struct DeletedUser: Hashable, Sendable {
  public let id: UserID
  /// Unix milliseconds.
  public let deletedAt: Int64
  /// Until then it can be restored (DEL-6).
  public let canBeRestored: Bool
  /// As it was; empty where nothing is kept.
  public var name = ""
  public var department = ""
  /// Of what is kept; 0 where nothing is.
  public var incarnation: Incarnation = 0
}

extension ReadTransaction {
  /// Users that can be restored, the last deleted first. Whose ID somebody has again is none of them.
  ///
  /// - Parameter after: of the last user of the page before.
  public func restorableUsers(after: (deletedAt: Int64, incarnation: Incarnation)? = nil, limit: Int) throws
    -> [DeletedUser]
  {
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT * FROM deleted_users WHERE (deleted_at, incarnation) < (?, ?)
            AND incarnation = (
              SELECT max(incarnation) FROM deleted_users AS same WHERE same.user_id = deleted_users.user_id)
            AND NOT EXISTS (SELECT 1 FROM users WHERE users.id = deleted_users.user_id)
          ORDER BY deleted_at DESC, incarnation DESC LIMIT ?
          """),
      arguments: [after?.deletedAt ?? .max, after?.incarnation ?? .max, limit])
    return try rows.map { row in
      let record = try deletedRecord(row)
      return DeletedUser(
        id: record.id, deletedAt: row["deleted_at"], canBeRestored: true, name: record.name,
        department: try deletedDetails(row).department, incarnation: row["incarnation"])
    }
  }

  /// - Parameter row: of the table `deleted_users`.
  func deletedRecord(_ row: Row) throws -> UserRecord {
    try RecordBytes.decode(store.key.open(row["record"] as Data, .deletedRecord, row["incarnation"] as Int64))
  }

  func deletedDetails(_ row: Row) throws -> StoredDetails {
    let text = try store.key.open(row["details"] as String, .deletedDetails, row["incarnation"] as Int64)
    return try JSON.value(StoredDetails.self, text)
  }

  /// The last deletion of an ID, as long as something of it is kept.
  public func deletedUser(_ id: UserID) throws -> DeletedUser? {
    let kept = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT max(deleted_at) FROM deleted_users WHERE user_id = ?"), arguments: [id.text])
    let tombstone = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT max(deleted_at) FROM tombstones WHERE user_id = ?"), arguments: [id.text])
    guard let at = [kept, tombstone].compactMap({ $0 }).max() else { return nil }
    return DeletedUser(id: id, deletedAt: at, canBeRestored: kept != nil)
  }
}
