import GRDB
import LockstepCore

extension WriteTransaction {
  /// So many entries are looked at in one transaction, some tens of milliseconds: whoever waits for the writer waits for no
  /// more. In a storm a step has its turn three or four times a second, and 2,000 entries in each did not keep up.
  public static let retentionRows = 5000

  /// One step of retention, which alone removes entries of the monitoring log (LOG-2): from the oldest on those that are
  /// older than `event-days`, and those whose numbers are more than `most-events` below the newest one's.
  ///
  /// What somebody still goes by stays: entries of a user whose pull from that device waits; the newest one of each log,
  /// by which the server knows a device again (LOG-4); the newest one that says since when a device has held what it
  /// should, or since when the setting has been as it is.
  ///
  /// - Parameters:
  ///   - after: ``RetentionStep/next`` of the step before; 0 begins with the oldest entry.
  ///   - limit: how many entries are looked at.
  public func dropOldEvents(
    after: Int64 = 0, limit: Int = Self.retentionRows, at now: Int64
  ) throws -> RetentionStep {
    let events = try oldestEvents(after: after, limit: limit)
    let (age, most) = (try days(.eventDays), Int64(try reading.setting(.mostEvents)) ?? 0)
    let earliest = age == 0 ? Int64.min : now - age
    let lastTooMany = most == 0 ? Int64.min : try reading.lastEvent() - most
    let due = events.filter { $0.receivedAt < earliest || $0.id <= lastTooMany }
    guard let last = due.last?.id else { return RetentionStep(removed: 0, next: nil) }
    let needed = try newestOfLogs(through: last)
    let reads = try devicesToRead()
    let removed = try due.filter { event in
      if needed.contains(event.id) { return false }
      if event.isLog, let device = event.device, reads.contains(device) { return try !waitsForPull(event) }
      return try event.isLog || !isNewestOfItsKind(event)
    }
    try db.executeCached(
      sql: "DELETE FROM events WHERE id IN (SELECT value FROM json_each(?))",
      arguments: [try JSON.text(removed.map(\.id))])
    try noteRemoved(removed.filter(\.isLog))
    return RetentionStep(removed: removed.count, next: events.count < limit ? nil : events.last?.id)
  }

  /// What retention goes by of an entry.
  private struct OldEvent {
    let id: Int64
    let receivedAt: Int64
    let kind: String
    let device: Int64?
    let epoch: Int64?
    let log: Int64?
    let user: String?

    var isLog: Bool { kind == EventKind.log.rawValue }
  }

  private func oldestEvents(after: Int64, limit: Int) throws -> [OldEvent] {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT id, received_at, kind, device_id, epoch, log_id, user_id FROM events WHERE id > ? ORDER BY id LIMIT ?
          """),
      arguments: [after, limit])
    var events: [OldEvent] = []
    while let row = try rows.next() {
      events.append(
        OldEvent(
          id: row[0], receivedAt: row[1], kind: row[2], device: row[3], epoch: row[4], log: row[5], user: row[6]))
    }
    return events
  }

  /// The newest entry of each log.
  private func newestOfLogs(through last: Int64) throws -> Set<Int64> {
    try Set(
      Int64.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT last_event FROM devices WHERE last_event <= ?1
            UNION ALL SELECT last_event FROM ended_logs WHERE last_event <= ?1
            """),
        arguments: [last]))
  }

  /// The devices from which users are to be read.
  private func devicesToRead() throws -> Set<Int64> {
    try Set(Int64.fetchAll(db.cachedStatement(sql: ReadTransaction.devices("waiting_pulls"))))
  }

  /// So that none of them is taken for one that was lost, and stored anew, should the device send it again (LOG-1).
  private func noteRemoved(_ entries: [OldEvent]) throws {
    struct Log: Hashable {
      let device: Int64?
      let epoch: Int64?
    }
    let logs = Dictionary(
      entries.map { (Log(device: $0.device, epoch: $0.epoch), $0.log ?? 0) }, uniquingKeysWith: max)
    for (log, last) in logs {
      try db.executeCached(
        sql: "UPDATE devices SET dropped_log = max(dropped_log, ?) WHERE id = ? AND epoch = ?",
        arguments: [last, log.device, log.epoch])
    }
  }

  private func isNewestOfItsKind(_ event: OldEvent) throws -> Bool {
    switch EventKind(rawValue: event.kind) {
    case .registered, .newEpoch, .released: try isNewest(event, of: [.registered, .newEpoch, .released])
    case .modeChanged: try isNewest(event, of: [.modeChanged])
    default: false
    }
  }

  private func waitsForPull(_ event: OldEvent) throws -> Bool {
    guard let user = event.user else { return false }
    return try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM waiting_pulls WHERE device_id = ? AND user_id = ?)"),
      arguments: [event.device, user]) ?? false
  }

  /// - Parameter kinds: rare ones.
  private func isNewest(_ event: OldEvent, of kinds: [EventKind]) throws -> Bool {
    let names = kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    let isOlder = try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM events WHERE kind IN (\(names)) AND kind <> 'log' AND id > ? AND device_id IS ?)
          """),
      arguments: [event.id, event.device])
    return isOlder == false
  }
}

extension ReadTransaction {
  /// When the oldest entry of the monitoring log was received, in Unix milliseconds; nil if there is none.
  public func oldestEvent() throws -> Int64? {
    try Int64.fetchOne(db.cachedStatement(sql: "SELECT received_at FROM events ORDER BY id LIMIT 1"))
  }
}
