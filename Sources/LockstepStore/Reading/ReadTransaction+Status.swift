import GRDB
import LockstepCore

extension ReadTransaction {
  public func status(cursors: LiveCursors = LiveCursors()) throws -> StoredStatus {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT (SELECT COUNT(*) FROM devices WHERE is_registered = 1) AS registered,
            (SELECT COUNT(*) FROM devices WHERE is_registered = 0) AS waiting,
            (SELECT COUNT(*) FROM attention WHERE closed_at IS NULL AND kind = 'difference') AS differences,
            (SELECT COUNT(*) FROM attention WHERE closed_at IS NULL) AS entries,
            (SELECT COUNT(*) FROM waiting_pulls WHERE is_held = 0) AS pulls
          """))
    return StoredStatus(
      head: try head(), mode: try mode(), users: try userCount(), registeredDevices: row?["registered"] ?? 0,
      waitingDevices: row?["waiting"] ?? 0, openDifferences: row?["differences"] ?? 0,
      openEntries: row?["entries"] ?? 0, waitingPulls: row?["pulls"] ?? 0, pendingDevices: try pendingDevices(cursors),
      behind: try behind())
  }

  /// Without a scope no device should get anything by itself; only what an operator asked for is pending then.
  private func pendingDevices(_ cursors: LiveCursors) throws -> Int {
    let scope = try mode().scope
    var count = 0
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT id, session, cursor, line, hold IS NOT NULL OR reconcile IS NOT NULL
          OR EXISTS (SELECT 1 FROM waiting_pulls WHERE device_id = devices.id AND is_held = 0)
          OR EXISTS (SELECT 1 FROM tasks WHERE device_id = devices.id)
          OR EXISTS (SELECT 1 FROM gaps WHERE device_id = devices.id) AS busy
        FROM devices WHERE is_registered = 1
        """)
    while let row = try rows.next() {
      guard let device = DeviceID(row["id"] as UInt32) else { continue }
      let cursor = cursors.cursor(of: device, session: row["session"], saved: row["cursor"])
      if try row["busy"]
        || (scope != .none && hasPendingChanges(of: device, cursor: cursor, line: row["line"]))
      {
        count += 1
      }
    }
    return count
  }
}
