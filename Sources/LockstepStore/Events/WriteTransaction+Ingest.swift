import GRDB
public import LockstepCore

/// What became of a batch of log entries.
public struct Ingested: Hashable, Sendable {
  /// Everything up to here is stored: what is acknowledged.
  public let mark: LogID
  /// How many entries were new.
  public let stored: Int
  /// Users to be read now, as far as one look would find them.
  public let pulls: [UserID]
  /// Whether the device has something else to do now: a gap to ask about, a user to be written again, more pulls.
  public let causesWork: Bool
}

/// What entries cause.
private struct Causes {
  var pulls: [UserID] = []
  var otherWork = false
}

extension WriteTransaction {
  /// Stores a batch of a device's log and what it causes, in one transaction (LOG-1 to -4, PULL-1, -2, DEL-1).
  ///
  /// - Throws: ``LogSequence/NotAscending``, ``StoreError/sessionEnded``.
  public func ingest(
    _ entries: [LogEntry], epoch: Epoch, session: SessionKey, at now: Int64
  ) throws -> Ingested {
    var log = try currentLog(session)
    guard Epoch(stored: log.epoch) == epoch else { throw StoreError.sessionEnded }
    var sorted = try LogSequence.sort(entries, after: log.mark)
    if let fork = try sorted.repeated.first(where: { try !isAsStored($0, log) }) {
      try suspend(session.device, mark: fork.id - 1, "entry \(fork.id) differs from the stored one", at: now)
      log = try currentLog(session)
      sorted = try LogSequence.sort(entries, after: log.mark)
    }
    // What was taken for lost and comes late is stored after all; the question after its gap has told what it caused.
    // What retention has removed was stored before.
    let late = try sorted.repeated.filter { try $0.id > log.dropped && stored($0, log) == nil }
    let lastStored = try store(late + sorted.fresh, in: log, at: now)
    let lastEvent = sorted.fresh.isEmpty ? log.lastEvent : lastStored
    let opensGap = try openGaps(sorted.gaps, in: log, at: now)
    let causes = try follow(sorted.fresh, in: log, at: now)
    try db.executeCached(
      sql: "UPDATE devices SET log_mark = ?, last_seen = ?, user_count = ?, last_event = ? WHERE id = ?",
      arguments: [sorted.mark, now, Self.userCount(log, after: sorted.fresh), lastEvent, session.device.number])
    return Ingested(
      mark: sorted.mark, stored: late.count + sorted.fresh.count, pulls: causes.pulls,
      causesWork: opensGap || causes.otherWork)
  }

  /// An entry that is not there any more, or never was, cannot be compared and counts as the same.
  func isAsStored(_ entry: LogEntry, _ log: DeviceLog) throws -> Bool {
    guard let stored = try stored(entry, log) else { return true }
    // Of somebody who was erased the user is not known any more (DEL-7).
    let isErased: Bool = stored["is_erased"]
    return stored["device_time"] == entry.time && stored["code"] == entry.code.rawValue
      && stored["origin"] == entry.origin.rawValue && (isErased || (stored["user_id"] as String? ?? "") == entry.user)
  }

  /// How many users the device holds, followed by its log from what it said when it connected.
  private static func userCount(_ log: DeviceLog, after entries: [LogEntry]) -> Int {
    entries.filter { $0.id > log.said }.reduce(log.userCount) { count, entry in
      switch entry.code.main {
      case EventCode.enrollSuccess.main: count + 1
      case EventCode.deleteSuccess.main: max(0, count - 1)
      case EventCode.deleteAllSuccess.main: 0
      default: count
      }
    }
  }

  /// Most that come again are among the newest.
  private func stored(_ entry: LogEntry, _ log: DeviceLog) throws -> Row? {
    try stored(entry, log, in: "segments(n) AS (VALUES (?))", EventSegments.segment(of: log.lastEvent))
      ?? stored(entry, log, in: EventSegments.downwards, .max)
  }

  /// What a later fork has is stored later: the first segment in which there is such an entry has the newest of them, and
  /// no older one is looked through.
  private func stored(_ entry: LogEntry, _ log: DeviceLog, in segments: String, _ first: Int64) throws -> Row? {
    let isIt = "device_id = ?2 AND log_id = ?3 AND epoch = ?4 AND fork <= ?5"
    return try Row.fetchOne(
      db.cachedStatement(
        sql: """
          WITH RECURSIVE \(segments)
          SELECT device_time, code, origin, user_id, is_erased FROM events
          WHERE \(isIt) AND \(EventSegments.number) = (
            SELECT n FROM segments CROSS JOIN events ON \(EventSegments.number) = n WHERE \(isIt) LIMIT 1)
          ORDER BY fork DESC LIMIT 1
          """),
      arguments: [first, log.device.number, entry.id, log.epoch, log.fork])
  }

  /// - Returns: the number of the last one in the monitoring log; 0 for none.
  private func store(_ entries: [LogEntry], in log: DeviceLog, at now: Int64) throws -> Int64 {
    guard !entries.isEmpty else { return 0 }
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO events (received_at, kind, device_id, epoch, fork, log_id, device_time, code, origin, user_id,
          revision, mode, detail, is_erased) VALUES (?, 'log', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    for entry in entries {
      let isErased = try log.hasErasures && !entry.user.isEmpty && reading.isOfErased(entry, cursor: log.cursor)
      try statement.execute(arguments: [
        now, log.device.number, log.epoch, log.fork, entry.id, entry.time, entry.code.rawValue, entry.origin.rawValue,
        entry.user.isEmpty || isErased ? nil : entry.user, entry.revision == 0 || isErased ? nil : entry.revision,
        log.mode.rawValue, isErased ? "" : entry.detail, isErased,
      ])
    }
    return db.lastInsertedRowID
  }

  /// LOG-3. The entries before the first one ever uploaded are history and no loss.
  private func openGaps(_ gaps: [ClosedRange<LogID>], in log: DeviceLog, at now: Int64) throws -> Bool {
    var opened = false
    for gap in gaps where gap.upperBound > log.history {
      let first = max(gap.lowerBound, log.history + 1)
      try addEvent(.logsLost, device: log.device, detail: "\(first)…\(gap.upperBound)", at: now)
      try db.executeCached(
        sql: "INSERT OR REPLACE INTO gaps (device_id, first, last) VALUES (?, ?, ?)",
        arguments: [log.device.number, first, gap.upperBound])
      opened = true
    }
    return opened
  }

  private func follow(_ entries: [LogEntry], in log: DeviceLog, at now: Int64) throws -> Causes {
    let device = log.device
    var causes = Causes()
    for entry in entries where entry.id > log.history {
      guard entry.origin == .device else {
        try followOwn(entry, on: device, at: now)
        continue
      }
      if entry.code.main == EventCode.deleteAllSuccess.main {
        try followDeleteAll(on: device, at: now)
        causes.otherWork = true
        continue
      }
      guard let user = try? UserID(entry.user) else { continue }
      if entry.code.main == EventCode.deleteSuccess.main {
        try followDelete(of: user, on: device, at: now)
        causes.otherWork = true
      } else if entry.code.startsPull {
        try followEdit(of: user, entry, in: log, at: now, &causes)
      }
    }
    return causes
  }

  private func followEdit(
    of user: UserID, _ entry: LogEntry, in log: DeviceLog, at now: Int64, _ causes: inout Causes
  ) throws {
    let enrolled = entry.code.main == EventCode.enrollSuccess.main
    if enrolled { try endDeletedThere(of: user, on: log.device, "enrolled there again", at: now) }
    guard log.mode.takesUserUpdatesFromDevices else {
      causes.otherWork = true
      return
    }
    let isAlone = try waitForPull(of: user, enrolled: enrolled, log, since: entry.id, at: now)
    guard !causes.pulls.contains(user) else { return }
    if isAlone || log.isOnHold || causes.pulls.count == WorkQuery.mostPulls {
      causes.otherWork = true
    } else {
      causes.pulls.append(user)
    }
  }

  /// What the server did there is known already, but for a database that was put back: the values of its own that the
  /// device had went with the user (FAIL-3).
  private func followOwn(_ entry: LogEntry, on device: DeviceID, at now: Int64) throws {
    guard entry.code.main == EventCode.deleteSuccess.main, let user = try? UserID(entry.user) else { return }
    try close([.difference], user: user, device: device, outcome: "removed there", at: now)
  }

  /// - Returns: whether it is to be repeated alone (PULL-6).
  private func waitForPull(
    of user: UserID, enrolled: Bool, _ log: DeviceLog, since entry: LogID, at now: Int64
  ) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          INSERT INTO waiting_pulls (device_id, user_id, enrolled, epoch, last_log, since) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET enrolled = max(enrolled, excluded.enrolled), last_log = excluded.last_log,
            epoch = excluded.epoch, is_held = 0, not_before = 0 RETURNING is_alone
          """),
      arguments: [log.device.number, user.text, enrolled, log.epoch, entry, now]) ?? true
  }

  /// DEL-1: on that device the user is *deleted there*; the server's user and every other device are untouched.
  func followDelete(of user: UserID, on device: DeviceID, at now: Int64) throws {
    try db.executeCached(
      sql: "UPDATE waiting_pulls SET enrolled = 0 WHERE device_id = ? AND user_id = ?",
      arguments: [device.number, user.text])
    try dropTasks(of: user, on: device, reason: "the user was deleted at the device")
    try db.executeCached(
      sql: "DELETE FROM enrolled_again WHERE device_id = ? AND user_id = ?", arguments: [device.number, user.text])
    try forgetCopy(of: user, on: device)
    try close(
      [.difference, .noAccessGroup, .newOnDevice, .editedOnDevice, .altered], user: user, device: device,
      outcome: "deleted there", at: now)
    guard let known = try reading.user(user) else { return }
    try open(
      .deletedThere, user: user, incarnation: known.incarnation, device: device, reason: "deleted at the device",
      at: now)
  }

  func followDeleteAll(on device: DeviceID, at now: Int64) throws {
    try db.executeCached(
      sql: "UPDATE waiting_pulls SET enrolled = 0 WHERE device_id = ?", arguments: [device.number])
    try dropTasks(on: device, reason: "all users were deleted at the device")
    try db.executeCached(sql: "DELETE FROM enrolled_again WHERE device_id = ?", arguments: [device.number])
    try forgetCopy(on: device)
    try close(
      [.difference, .noAccessGroup, .newOnDevice, .editedOnDevice, .altered, .deletedThere], device: device,
      outcome: "all users were deleted there", at: now)
    try open(
      .deletedThere, incarnation: try reading.highestIncarnation(), device: device,
      reason: "all users were deleted at the device", at: now)
  }

  /// The user belongs on the device as any other, although they, or everybody, were deleted there: enrolled there again, or
  /// an operator sends them.
  func endDeletedThere(of user: UserID, on device: DeviceID, _ outcome: String, at now: Int64) throws {
    try close([.deletedThere], user: user, device: device, outcome: outcome, at: now)
    try db.executeCached(
      sql: """
        INSERT OR IGNORE INTO enrolled_again (device_id, user_id) SELECT ?, ? WHERE EXISTS (
          SELECT 1 FROM attention
          WHERE kind = 'deleted-there' AND user_id = '' AND device_id = ? AND closed_at IS NULL)
        """,
      arguments: [device.number, user.text, device.number])
  }
}
