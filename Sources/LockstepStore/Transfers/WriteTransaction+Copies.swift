import GRDB
import LockstepCore

/// Copies of users that a transfer by hand put on devices that are not theirs (SEND-10). No change reaches them, so that
/// what the server takes from such a user is remembered beyond what the devices' cursors confirm: else it would come back
/// with the next edit there (MERGE-10).
extension WriteTransaction {
  /// After a write that the cursor does not tell of, or a removal.
  func followCopy(_ outcome: WriteOutcome, on device: DeviceID) throws {
    if outcome.isRemoval { return try forgetCopy(of: outcome.user, on: device) }
    guard outcome.task != nil else { return }
    if try isOneOfIts(outcome.user, device) { return try forgetCopy(of: outcome.user, on: device) }
    try db.executeCached(
      sql: """
        INSERT OR IGNORE INTO copies_by_hand (device_id, user_id) SELECT ?, id FROM users WHERE id = ?
        """,
      arguments: [device.number, outcome.user.text])
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
          """))
    for row in rows {
      let user = try UserID(row["user_id"] as String)
      if let device = DeviceID(row["device_id"] as UInt32), try isOneOfIts(user, device) {
        try forgetCopy(of: user, on: device)
      }
    }
  }

  /// Whether the device is to hold the user: in its scope, and where it has room for.
  func isOneOfIts(_ user: UserID, _ device: DeviceID) throws -> Bool {
    guard try reading.isInScope(user, of: device) else { return false }
    return try reading.isWithin(reading.line(of: device), user, of: device, reading.mode().scope)
  }
}
