import GRDB
public import LockstepCore

/// A user who was deleted.
public struct DeletedUser: Hashable, Sendable {
  public let id: UserID
  /// Unix milliseconds.
  public let deletedAt: Int64
  /// Until then it can be restored (DEL-6).
  public let canBeRestored: Bool
}

extension ReadTransaction {
  /// The last deletion of an ID, as long as something of it is kept.
  public func deletedUser(_ id: UserID) throws -> DeletedUser? {
    let kept = try Int64.fetchOne(
      db, sql: "SELECT max(deleted_at) FROM deleted_users WHERE user_id = ?", arguments: [id.text])
    let tombstone = try Int64.fetchOne(
      db, sql: "SELECT max(deleted_at) FROM tombstones WHERE user_id = ?", arguments: [id.text])
    guard let at = [kept, tombstone].compactMap({ $0 }).max() else { return nil }
    return DeletedUser(id: id, deletedAt: at, canBeRestored: kept != nil)
  }
}
