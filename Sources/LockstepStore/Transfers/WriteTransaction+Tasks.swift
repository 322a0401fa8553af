import GRDB
import LockstepCore

/// Work for one device that its cursor does not tell of.
enum TaskAction: String {
  case write
  case remove
}

extension WriteTransaction {
  /// - Parameter afterLog: not before the server has the device's log up to here (SEND-5).
  func addTask(
    _ action: TaskAction, _ user: UserID, on device: DeviceID, overwrite: Bool = false, afterLog: LogID = 0,
    notBefore: Int64 = 0, transfer: Int64? = nil
  ) throws {
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
}
