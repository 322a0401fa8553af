import GRDB
import LockstepCore

extension WriteTransaction {
  /// So many entries are looked at in one transaction: whoever waits for the writer waits for no more.
  static let retentionRows = 500

  /// One step of retention, which alone removes entries of the monitoring log (LOG-2): from the oldest on those that are
  /// older than `event-days`, and those whose numbers are more than `most-events` below the newest one's.
  ///
  /// What somebody still goes by stays: entries of a user whose pull from that device waits; the newest one of each log,
  /// by which the server knows a device again (LOG-4); the newest one that says since when a device has held what it
  /// should, or since when the setting has been as it is.
  ///
  /// - Parameter after: ``RetentionStep/next`` of the step before; 0 begins with the oldest entry.
  public func dropOldEvents(after: Int64 = 0, at now: Int64) throws -> RetentionStep {
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT id, received_at, kind, device_id, epoch, log_id, user_id FROM events WHERE id > ?
          ORDER BY id LIMIT \(Self.retentionRows)
          """),
      arguments: [after])
    let (age, most) = (try days(.eventDays), Int64(try reading.setting(.mostEvents)) ?? 0)
    let earliest = age == 0 ? Int64.min : now - age
    let lastTooMany = most == 0 ? Int64.min : try reading.lastEvent() - most
    let due = rows.filter { ($0["received_at"] as Int64) < earliest || ($0["id"] as Int64) <= lastTooMany }
    let removed = try due.filter { try !isNeeded($0) }
    for row in removed {
      try db.executeCached(sql: "DELETE FROM events WHERE id = ?", arguments: [row["id"] as Int64])
    }
    try noteRemoved(removed.filter { $0["kind"] as String == EventKind.log.rawValue })
    let isDone = due.isEmpty || rows.count < Self.retentionRows
    return RetentionStep(removed: removed.count, next: isDone ? nil : rows.last?["id"])
  }

  /// So that none of them is taken for one that was lost, and stored anew, should the device send it again (LOG-1).
  private func noteRemoved(_ entries: [Row]) throws {
    struct Log: Hashable {
      let device: Int64
      let epoch: Int64
    }
    let logs = Dictionary(
      entries.map { (Log(device: $0["device_id"], epoch: $0["epoch"]), $0["log_id"] as Int64) }, uniquingKeysWith: max)
    for (log, last) in logs {
      try db.executeCached(
        sql: "UPDATE devices SET dropped_log = max(dropped_log, ?) WHERE id = ? AND epoch = ?",
        arguments: [last, log.device, log.epoch])
    }
  }

  private func isNeeded(_ row: Row) throws -> Bool {
    switch EventKind(rawValue: row["kind"]) {
    case .log: try waitsForPull(row) || isNewestOfItsLog(row["id"], of: row["device_id"])
    case .registered, .newEpoch, .released: try isNewest(row, of: [.registered, .newEpoch, .released])
    case .modeChanged: try isNewest(row, of: [.modeChanged])
    default: false
    }
  }

  private func waitsForPull(_ row: Row) throws -> Bool {
    guard let user = row["user_id"] as String? else { return false }
    return try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM waiting_pulls WHERE device_id = ? AND user_id = ?)"),
      arguments: [row["device_id"] as Int64, user]) ?? false
  }

  /// - Parameter kinds: rare ones.
  private func isNewest(_ row: Row, of kinds: [EventKind]) throws -> Bool {
    let names = kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    let isOlder = try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM events WHERE kind IN (\(names)) AND kind <> 'log' AND id > ? AND device_id IS ?)
          """),
      arguments: [row["id"] as Int64, row["device_id"] as Int64?])
    return isOlder == false
  }
}

extension ReadTransaction {
  /// When the oldest entry of the monitoring log was received, in Unix milliseconds; nil if there is none.
  public func oldestEvent() throws -> Int64? {
    try Int64.fetchOne(db.cachedStatement(sql: "SELECT received_at FROM events ORDER BY id LIMIT 1"))
  }
}
