import GRDB
public import LockstepCore

extension ReadTransaction {
  /// What holds now, of the kinds that somebody chose. What the database does not know, such as room on the disk, is added
  /// by others.
  ///
  /// - Parameter online: the devices that have a session now.
  public func causes(online: Set<DeviceID>, at now: Int64) throws -> [Cause] {
    try notifications().filter(\.isTold).flatMap { notification -> [Cause] in
      switch notification.kind {
      case .deviceOffline: try offline(for: notification.minutes ?? 0, online, at: now)
      case .eventLogsLost: try lostLogs(at: now)
      case .differencesFound: try open(.differencesFound, [.difference, .altered, .newOnDevice, .editedOnDevice])
      case .transfersStopped: try open(.transfersStopped, [.transferFailed, .deviceStopped])
      case .needsAttention: try open(.needsAttention, AttentionKind.allCases)
      case .diskNearlyFull: []
      }
    }
  }

  private func offline(for minutes: Int, _ online: Set<DeviceID>, at now: Int64) throws -> [Cause] {
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: "SELECT id, name, last_seen FROM devices WHERE is_registered = 1 AND last_seen <= ? ORDER BY id"),
      arguments: [now - Int64(minutes) * 60_000])
    return try rows.compactMap { row in
      guard let device = DeviceID(row["id"] as UInt32), !online.contains(device) else { return nil }
      let since: Int64 = row["last_seen"]
      return Cause(
        .deviceOffline, object: "\(device)", since: since, amount: "1",
        items: [["text": Self.label(device.number, row["name"]), "since": try shownTime(since)]])
    }
  }

  /// Those that nobody was told of.
  private func lostLogs(at now: Int64) throws -> [Cause] {
    let told = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT through FROM causes WHERE kind = ?"),
      arguments: [NotificationKind.eventLogsLost.rawValue])
    guard let told else { return [] }
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT events.id, received_at, device_id, detail, devices.name FROM events
          LEFT JOIN devices ON devices.id = device_id
          WHERE kind = 'event-logs-lost' AND kind <> 'log' AND events.id > ? ORDER BY events.id LIMIT 1000
          """),
      arguments: [told])
    guard let first = rows.first, let last = rows.last else { return [] }
    return [
      Cause(
        .eventLogsLost, since: first["received_at"], through: last["id"], amount: "\(rows.count)",
        items: try rows.map { row in
          let device = Self.label(row["device_id"] ?? 0, row["name"] ?? "")
          return ["text": "\(device): \(row["detail"] as String)", "since": try shownTime(row["received_at"])]
        })
    ]
  }

  /// One cause for all that waits for an operator, with a line for each kind: who they are is not mailed.
  private func open(_ kind: NotificationKind, _ entries: [AttentionKind]) throws -> [Cause] {
    let names = entries.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT kind, count(*) AS entries, max(id) AS last, min(since) AS since FROM attention
          WHERE closed_at IS NULL AND kind IN (\(names)) GROUP BY kind ORDER BY kind
          """))
    guard !rows.isEmpty else { return [] }
    let since = rows.map { $0["since"] as Int64 }.min() ?? 0
    return [
      Cause(
        kind, since: since, through: rows.map { $0["last"] as Int64 }.max() ?? 0,
        amount: "\(rows.reduce(0) { $0 + ($1["entries"] as Int) })",
        items: rows.map { row in
          let name = (row["kind"] as String).replacing("-", with: " ")
          return ["text": "\(name): \(row["entries"] as Int)"]
        })
    ]
  }

  /// How a device is called in a mail.
  func label(ofDevice number: UInt32) throws -> String {
    let name = try String.fetchOne(
      db.cachedStatement(sql: "SELECT name FROM devices WHERE id = ?"), arguments: [number])
    return Self.label(number, name ?? "")
  }

  private static func label(_ number: UInt32, _ name: String) -> String {
    // One that nobody named is called by its number already.
    name.isEmpty || name.hasSuffix(" \(number)") ? "Device \(number)" : "\(name) (\(number))"
  }
}

extension StoredNotification {
  /// Somebody is told of it.
  var isTold: Bool { isOn && !recipients.isEmpty }
}
