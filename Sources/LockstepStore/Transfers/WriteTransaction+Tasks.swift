import GRDB
import LockstepCore

/// Work for one device that its cursor does not tell of.
enum TaskAction: String {
  case write
  case remove
}

extension WriteTransaction {
  /// - Parameters:
  ///   - afterLog: not before the server has the device's log up to here (SEND-5).
  ///   - unlessThere: an earlier task of the user stays as it is.
  func addTask(
    _ action: TaskAction, _ user: UserID, on device: DeviceID, overwrite: Bool = false, afterLog: LogID = 0,
    notBefore: Int64 = 0, transfer: Int64? = nil, unlessThere: Bool = false
  ) throws {
    if unlessThere, try hasTask(user, on: device) { return }
    try db.cachedStatement(
      sql: """
        INSERT INTO tasks (device_id, user_id, action, overwrite, after_log, not_before, transfer_id)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET action = excluded.action, overwrite = excluded.overwrite,
          after_log = excluded.after_log, not_before = excluded.not_before,
          generation = generation + 1, attempts = 0,
          transfer_id = coalesce(excluded.transfer_id, transfer_id)
        """
    ).execute(
      arguments: [device.number, user.text, action.rawValue, overwrite, afterLog, notBefore, transfer])
  }

  private func hasTask(_ user: UserID, on device: DeviceID) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM tasks WHERE device_id = ? AND user_id = ?)",
      arguments: [device.number, user.text]) ?? false
  }

  /// What is under way for a user that is deleted ends with it (DEL-4): tasks, transfers by hand, pulls that wait for an
  /// operator. A pull that is due goes on: it may bring a new person. So does one of a person who was held.
  func endWork(of user: UserID, at now: Int64) throws {
    try db.execute(sql: "DELETE FROM tasks WHERE user_id = ?", arguments: [user.text])
    try failItems(of: user, reason: "the user was deleted")
    try db.execute(sql: "DELETE FROM waiting_pulls WHERE user_id = ? AND is_held = 1", arguments: [user.text])
    guard try reading.mode().takesUserUpdatesFromDevices else { return }
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO waiting_pulls (device_id, user_id, enrolled, epoch, last_log, since)
        SELECT device_id, user_id, 1, devices.epoch, 0, ? FROM attention JOIN devices ON devices.id = device_id
        WHERE kind = 'possible-other-person' AND user_id = ? AND closed_at IS NULL
        """,
      arguments: [now, user.text])
  }

  /// Ends what is still pending of transfers by hand (SEND-10); nil stands for any user or device.
  func failItems(of user: UserID? = nil, on device: DeviceID? = nil, reason: String) throws {
    try db.execute(
      sql: """
        UPDATE transfer_items SET state = 'failed', reason = ?1
        WHERE state = 'pending' AND (?2 IS NULL OR user_id = ?2) AND (?3 IS NULL OR device_id = ?3)
        """,
      arguments: [reason, user?.text, device?.number])
  }
}
