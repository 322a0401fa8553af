import GRDB
import LockstepCore

/// Each device writes to one log at a time, of its epoch and fork. The server goes by the newest entry of each (LOG-4).
extension WriteTransaction {
  /// What comes from the device from here on is of another log.
  func endLog(of device: DeviceID) throws {
    try db.executeCached(
      sql: """
        INSERT INTO ended_logs (device_id, epoch, fork, last_log, last_event)
          SELECT device_id, epoch, fork, log_id, id FROM events
          WHERE id = (SELECT last_event FROM devices WHERE id = ?)
        """,
      arguments: [device.number])
    try db.executeCached(sql: "UPDATE devices SET last_event = 0 WHERE id = ?", arguments: [device.number])
  }

  /// Goes on with the log of the device's epoch where it was stored before: the device was removed since, or has gone back
  /// (LOG-1).
  ///
  /// - Returns: the last entry that is stored.
  @discardableResult
  func goOnWithLog(of device: DeviceID) throws -> LogID {
    let last = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT fork, last_log, last_event FROM ended_logs
          WHERE device_id = ?1 AND epoch = (SELECT epoch FROM devices WHERE id = ?1) ORDER BY fork DESC LIMIT 1
          """),
      arguments: [device.number])
    let (fork, mark, event): (Int64, LogID, Int64) = (
      last?["fork"] ?? 0, last?["last_log"] ?? 0, last?["last_event"] ?? 0
    )
    try db.executeCached(
      sql: "UPDATE devices SET fork = ?, log_mark = ?, last_event = ? WHERE id = ?",
      arguments: [fork, mark, event, device.number])
    try db.executeCached(
      sql: "DELETE FROM ended_logs WHERE device_id = ? AND last_event = ?", arguments: [device.number, event])
    return mark
  }
}
