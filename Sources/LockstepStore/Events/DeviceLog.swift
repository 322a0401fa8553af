import GRDB
import LockstepCore

/// The log that a device writes to, as the server knows it, and what decides how its entries are stored.
struct DeviceLog {
  let device: DeviceID
  let epoch: Int64
  let fork: Int64
  /// Up to here it is stored.
  let mark: LogID
  /// The last entry that the device had when it connected.
  let said: LogID
  /// Up to here it causes nothing.
  let history: LogID
  /// Up to here retention has removed it.
  let dropped: LogID
  /// The newest entry by its number in the monitoring log; 0 if none is stored.
  let lastEvent: Int64
  let cursor: Revision
  let userCount: Int
  let mode: SynchronizationMode
  let hasErasures: Bool
  /// Nothing is read from it then.
  let isOnHold: Bool
}

extension WriteTransaction {
  /// One statement: this is read for every batch of every device.
  ///
  /// - Throws: ``StoreError/sessionEnded`` (SEC-7).
  func currentLog(_ session: SessionKey) throws -> DeviceLog {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT epoch, fork, log_mark, last_log, history, dropped_log, last_event, cursor, user_count,
            (SELECT value FROM settings WHERE name = '\(Setting.automaticUserSynchronization.rawValue)'),
            EXISTS (SELECT 1 FROM erasures), hold IS NOT NULL
          FROM devices WHERE id = ? AND session = ? AND is_registered = 1
          """),
      arguments: [session.device.number, session.number])
    guard let row = try rows.next() else { throw StoreError.sessionEnded }
    return DeviceLog(
      device: session.device, epoch: row[0], fork: row[1], mark: row[2], said: row[3], history: row[4], dropped: row[5],
      lastEvent: row[6], cursor: row[7], userCount: row[8], mode: SynchronizationMode(setting: row[9]),
      hasErasures: row[10], isOnHold: row[11])
  }
}
