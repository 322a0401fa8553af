import GRDB
import LockstepCore

/// Copies of users that no change reaches: on devices that are not theirs, where a transfer by hand put them (SEND-10) or
/// where they were enrolled and an operator leaves them (MERGE-2), and where a transfer failed and an operator lets it be
/// (SEND-7). What the server takes from such a user is remembered beyond what the devices' cursors confirm: else it would
/// come back with the next edit there (MERGE-10). While an entry about them is open, that keeps it.
extension WriteTransaction {
  /// Notes a user who stands on a device as no change finds them; nothing for somebody unknown to the server.
  func noteCopy(of user: UserID, on device: DeviceID) throws {
    try db.executeCached(
      sql: """
        INSERT OR IGNORE INTO copies_by_hand (device_id, user_id) SELECT ?, id FROM users WHERE id = ?
        """,
      arguments: [device.number, user.text])
  }

  /// Whether a transfer by hand has put the user there, or is about to. Other tasks leave copies too.
  func isSentByHand(_ user: UserID, to device: DeviceID) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT (EXISTS (SELECT 1 FROM copies_by_hand WHERE device_id = ?1 AND user_id = ?2)
              AND EXISTS (SELECT 1 FROM transfer_items JOIN transfers ON transfers.id = transfer_id
                WHERE device_id = ?1 AND user_id = ?2 AND state = 'done' AND action = 'write'))
            OR EXISTS (SELECT 1 FROM tasks
              WHERE device_id = ?1 AND user_id = ?2 AND action = 'write' AND transfer_id IS NOT NULL)
          """),
      arguments: [device.number, user.text]) ?? false
  }

  /// - Parameter user: nil for everybody.
  func forgetCopy(of user: UserID? = nil, on device: DeviceID) throws {
    try db.executeCached(
      sql: "DELETE FROM copies_by_hand WHERE device_id = ?1 AND (?2 IS NULL OR user_id = ?2)",
      arguments: [device.number, user?.text])
  }

  /// Copies of users who belong to their devices by now: the cursors tell of them.
  func forgetCopiesThatBelong() throws {
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT device_id, user_id FROM copies_by_hand JOIN users ON users.id = user_id
          JOIN devices ON devices.id = device_id AND devices.cursor >= users.revision
          WHERE EXISTS (SELECT 1 FROM superseded WHERE superseded.incarnation = users.incarnation)
            AND (device_id, user_id) NOT IN (
              SELECT device_id, user_id FROM attention WHERE kind = 'transfer-failed' AND outcome = 'dismiss')
          """))
    for row in rows {
      let user = try UserID(row["user_id"] as String)
      if let device = DeviceID(row["device_id"] as UInt32), try isOneOfIts(user, device) {
        try forgetCopy(of: user, on: device)
      }
    }
  }

  /// Whether the device is to hold the user: in its scope, and where it has room for, as of now.
  func isOneOfIts(_ user: UserID, _ device: DeviceID) throws -> Bool {
    guard let row = try deviceRow(device) else { return false }
    return try isOneOfIts(user, device, capacity: row["user_capacity"], try reading.mode().scope)
  }

  /// - Parameter capacity: the device's, in users.
  func isOneOfIts(
    _ user: UserID, _ device: DeviceID, capacity: Int, _ scope: SynchronizationMode.Scope
  ) throws -> Bool {
    guard try reading.isInScope(user, of: device, scope) else { return false }
    return try reading.isWithin(reading.line(of: device, capacity: capacity, scope), user, of: device, scope)
  }
}
