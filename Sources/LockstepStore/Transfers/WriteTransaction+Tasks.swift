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
  ///
  /// A task that comes after another one of the same user has a higher generation, also where the other is gone by now:
  /// the changes of a connection are counted upwards, and what was looked at ends with it.
  func addTask(
    _ action: TaskAction, _ user: UserID, on device: DeviceID, overwrite: Bool = false, afterLog: LogID = 0,
    notBefore: Int64 = 0, transfer: Int64? = nil, unlessThere: Bool = false
  ) throws {
    if unlessThere, try hasTask(user, on: device) { return }
    try db.cachedStatement(
      sql: """
        INSERT INTO tasks (device_id, user_id, action, overwrite, after_log, not_before, transfer_id, generation)
        VALUES (?, ?, ?, ?, ?, ?, ?, total_changes())
        ON CONFLICT DO UPDATE SET overwrite = excluded.overwrite,
          action = iif(action = 'remove' AND coalesce(transfer_id, excluded.transfer_id) IS NULL, action, excluded.action),
          after_log = excluded.after_log, not_before = excluded.not_before,
          generation = generation + 1, attempts = 0,
          transfer_id = coalesce(excluded.transfer_id, transfer_id)
        """
    ).execute(
      arguments: [device.number, user.text, action.rawValue, overwrite, afterLog, notBefore, transfer])
  }

  private func hasTask(_ user: UserID, on device: DeviceID) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM tasks WHERE device_id = ? AND user_id = ?)"),
      arguments: [device.number, user.text]) ?? false
  }

  /// What is under way for a user that is deleted ends with it (DEL-4): tasks, transfers by hand, pulls that wait for an
  /// operator. A pull that is due goes on: it may bring a new person. So does one of a person who was held.
  func endWork(of user: UserID, at now: Int64) throws {
    try dropTasks(of: user, reason: "the user was deleted")
    try db.executeCached(
      sql: "DELETE FROM waiting_pulls WHERE \(Self.onAnyDevice) AND user_id = ? AND is_held = 1", arguments: [user.text]
    )
    guard try reading.mode().takesUserUpdatesFromDevices else { return }
    try db.executeCached(
      sql: """
        INSERT OR IGNORE INTO waiting_pulls (device_id, user_id, enrolled, epoch, last_log, since)
        SELECT device_id, user_id, 1, devices.epoch, 0, ? FROM attention JOIN devices ON devices.id = device_id
        WHERE kind = 'possible-other-person' AND user_id = ? AND closed_at IS NULL
        """,
      arguments: [now, user.text])
  }

  /// Ends tasks, and what is still pending of transfers by hand with them (SEND-10); nil stands for any user or device.
  func dropTasks(of user: UserID? = nil, on device: DeviceID? = nil, reason: String) throws {
    try failItems(of: user, on: device, reason: reason)
    let (condition, arguments) = Self.tasks(of: user, on: device)
    try db.executeCached(sql: "DELETE FROM tasks WHERE \(condition)", arguments: arguments)
  }

  /// What is pending of transfers has a task, so that it is found without reading all transfers there ever were.
  func failItems(of user: UserID?, on device: DeviceID?, reason: String) throws {
    let (condition, arguments) = Self.tasks(of: user, on: device)
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: "SELECT transfer_id, device_id, user_id FROM tasks WHERE \(condition) AND transfer_id IS NOT NULL"),
      arguments: arguments)
    for row in rows {
      try db.executeCached(
        sql: """
          UPDATE transfer_items SET state = 'failed', reason = ?
          WHERE transfer_id = ? AND device_id = ? AND user_id = ? AND state = 'pending'
          """,
        arguments: [reason, row["transfer_id"] as Int64, row["device_id"] as Int64, row["user_id"] as String])
    }
  }

  /// Rows have the device first in their key: with the devices' numbers the key serves for one user too.
  static let onAnyDevice = "device_id IN (SELECT id FROM devices)"

  private static func tasks(of user: UserID?, on device: DeviceID?) -> (String, StatementArguments) {
    let place = device == nil ? onAnyDevice : "device_id = :device"
    return (user == nil ? place : "\(place) AND user_id = :user", ["device": device?.number, "user": user?.text])
  }
}
