import GRDB
import LockstepCore

extension ReadTransaction {
  /// How many changes above a cursor are looked at: a device that is so far behind that none of them concerns it is about
  /// to pass them.
  private static let backlogWindow = 500

  public func backlog(cursors: LiveCursors = LiveCursors()) throws -> StoredBacklog {
    let (scope, pulls) = (try mode().scope, try oldestPulls())
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: "SELECT id, session, cursor, line, hold FROM devices WHERE is_registered = 1 ORDER BY id")
    )
    let begun = scope == .none ? [:] : try beginnings()
    let isSet = try time(of: .modeChanged)
    let devices = try rows.compactMap { row -> StoredBacklog.Device? in
      guard let id = DeviceID(row["id"] as UInt32) else { return nil }
      let isOnHold = row["hold"] as String? != nil
      let cursor = cursors.cursor(of: id, session: row["session"], saved: row["cursor"])
      let change =
        isOnHold || scope == .none
        ? nil : try oldestPendingChange(of: id, cursor: cursor, line: row["line"], lookingAt: Self.backlogWindow)
      return StoredBacklog.Device(
        id: id, isOnHold: isOnHold, oldestChange: change.map { max($0, begun[id] ?? 0, isSet) }, oldestPull: pulls[id])
    }
    return StoredBacklog(devices: devices, waitingDevices: try waitingDeviceCount())
  }

  private func oldestPulls() throws -> [DeviceID: Int64] {
    try Row.fetchAll(
      db.cachedStatement(
        sql: "SELECT device_id, min(since) AS since FROM waiting_pulls WHERE is_held = 0 GROUP BY device_id")
    ).reduce(into: [:]) { pulls, row in
      if let id = DeviceID(row["device_id"] as UInt32) { pulls[id] = row["since"] }
    }
  }

  /// When devices came to what they should hold: what was there before is no change that lags behind.
  private func beginnings() throws -> [DeviceID: Int64] {
    let kinds = [EventKind.registered, .newEpoch, .released].map { "'\($0.rawValue)'" }.joined(separator: ", ")
    return try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT device_id, max(received_at) AS at FROM events WHERE kind IN (\(kinds)) AND kind <> 'log'
            AND device_id IS NOT NULL GROUP BY device_id
          """)
    ).reduce(into: [:]) { begun, row in
      if let id = DeviceID(row["device_id"] as UInt32) { begun[id] = row["at"] }
    }
  }

  /// When something happened last; 0 for never.
  private func time(of kind: EventKind) throws -> Int64 {
    try Int64.fetchOne(
      db.cachedStatement(
        sql: "SELECT received_at FROM events WHERE kind = ? AND kind <> 'log' ORDER BY id DESC LIMIT 1"),
      arguments: [kind.rawValue]) ?? 0
  }
}
