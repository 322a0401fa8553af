import GRDB
import LockstepCore

extension ReadTransaction {
  /// Which doors have not confirmed a deletion, and for how long (SEND-12).
  ///
  /// - Throws: ``StoreError/unknown(_:)`` once the tombstone is gone: every door has confirmed it.
  func presence(ofDeleted id: UserID, cursors: LiveCursors) throws -> [UserPresence] {
    let tombstone = try Row.fetchOne(
      db.cachedStatement(
        sql: "SELECT revision, deleted_at FROM tombstones WHERE user_id = ? ORDER BY revision DESC LIMIT 1"),
      arguments: [id.text])
    guard let tombstone else { throw StoreError.unknown("user \(id)") }
    let revision: Revision = tombstone["revision"]
    let scope = try mode().scope
    return try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT id, session, cursor, hold, reconcile,
            EXISTS (SELECT 1 FROM tasks WHERE device_id = devices.id AND user_id = ?1)
              OR EXISTS (SELECT 1 FROM waiting_pulls WHERE device_id = devices.id AND user_id = ?1) AS is_busy
          FROM devices WHERE is_registered = 1 ORDER BY id
          """),
      arguments: [id.text]
    ).compactMap { row in
      guard let device = DeviceID(row["id"] as UInt32) else { return nil }
      let cursor = cursors.cursor(of: device, session: row["session"], saved: row["cursor"])
      let isConfirmed = cursor >= revision && !(row["is_busy"] as Bool) && row["reconcile"] as String? == nil
      let (state, reason): (UserPresence.State, String) =
        if isConfirmed {
          (.outOfScope, "the user was deleted")
        } else if let hold = row["hold"] as String? {
          (.held, "the device is on hold: \(hold)")
        } else if scope == .none {
          (.pending, "to be removed once Automatic User Synchronization is used")
        } else {
          (.pending, "to be removed")
        }
      return UserPresence(
        device: device, state: state, reason: reason, since: isConfirmed ? nil : tombstone["deleted_at"],
        confirmed: cursor)
    }
  }
}
