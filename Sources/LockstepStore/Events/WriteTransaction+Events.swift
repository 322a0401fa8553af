import GRDB
import LockstepCore

extension WriteTransaction {
  /// An event of the server's own.
  func addEvent(
    _ kind: EventKind, device: DeviceID? = nil, user: String? = nil, revision: Revision? = nil, detail: String = "",
    at now: Int64
  ) throws {
    try db.executeCached(
      sql: """
        INSERT INTO events (received_at, kind, device_id, user_id, revision, detail, mode) VALUES (?, ?, ?, ?, ?, ?,
          coalesce((SELECT value FROM settings WHERE name = '\(Setting.automaticUserSynchronization.rawValue)'), ?))
        """,
      arguments: [
        now, kind.rawValue, device.map { Int64($0.number) }, user, revision, detail,
        Setting.automaticUserSynchronization.initialValue,
      ])
  }
}
