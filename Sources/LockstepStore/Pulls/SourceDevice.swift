import Foundation
import GRDB
import LockstepCore

/// A device whose records are taken in, and what decides about them.
struct SourceDevice {
  let id: DeviceID
  let epoch: Int64
  let fork: Int64
  /// Up to here its log is stored.
  let mark: LogID
  let capabilities: Capabilities
  /// How many users it has room for.
  let capacity: Int
  let enrolmentGroup: AccessGroupID?
  /// Nothing is taken in from it then.
  let isOnHold: Bool
  let scope: SynchronizationMode.Scope
  let holdsPossibleOtherPersons: Bool
  let head: Revision
  let highestIncarnation: Incarnation
  /// How many users the server has.
  let userCount: Int
}

extension WriteTransaction {
  /// - Throws: ``StoreError/sessionEnded`` (SEC-7).
  func sourceDevice(_ session: SessionKey) throws -> SourceDevice {
    guard let source = try sourceDevice(session.device, session: session.number) else { throw StoreError.sessionEnded }
    return source
  }

  /// One statement: this is read for every pull.
  ///
  /// - Parameter session: nil for whatever session it has, or none.
  func sourceDevice(_ device: DeviceID, session: Int64?) throws -> SourceDevice? {
    try db.readFirst(
      sql: """
        SELECT epoch, fork, log_mark, capabilities, user_capacity, enrolment_group,
          (SELECT value FROM settings WHERE name = '\(Setting.automaticUserSynchronization.rawValue)'),
          (SELECT value FROM settings WHERE name = '\(Setting.holdPossibleOtherPersons.rawValue)'),
          server.head, server.incarnation, server.user_count, hold IS NOT NULL
        FROM server, devices WHERE devices.id = ?1 AND (?2 IS NULL OR (session = ?2 AND is_registered = 1))
        """,
      arguments: [device.number, session]
    ) { row in
      let holds: String? = row[7]
      return SourceDevice(
        id: device, epoch: row[0], fork: row[1], mark: row[2],
        capabilities: Capabilities(bytes: Array(row[3] as Data)) ?? .full, capacity: row[4], enrolmentGroup: row[5],
        isOnHold: row[11],
        scope: SynchronizationMode(setting: row[6]).scope,
        holdsPossibleOtherPersons: (holds ?? Setting.holdPossibleOtherPersons.initialValue) == "true", head: row[8],
        highestIncarnation: row[9], userCount: row[10])
    }
  }
}
