import Foundation
import GRDB
public import LockstepCore
import Synchronization

extension WriteTransaction {
  /// A device has connected and proved its key (SEC-1, SEC-7). An unknown one becomes *waiting*; a registered one gets a
  /// new session, and what has changed about it is judged (LOG-4, SEC-6, FAIL-3).
  public func identify(_ facts: DeviceFacts, at now: Int64) throws -> Identified {
    guard let row = try deviceRow(facts.device) else {
      try insertWaiting(facts, at: now)
      return .waiting
    }
    guard row["is_registered"] as Bool else {
      try updateFacts(facts, key: facts.publicKey, at: now)
      try db.executeCached(
        sql: "UPDATE devices SET epoch = ? WHERE id = ?", arguments: [facts.epoch.stored, facts.device.number])
      return .waiting
    }
    guard row["public_key"] as Data == Data(facts.publicKey) else {
      try db.executeCached(
        sql: "UPDATE devices SET candidate_key = ? WHERE id = ?",
        arguments: [Data(facts.publicKey), facts.device.number])
      try open(.replacedOrImitated, device: facts.device, reason: "replaced or imitated?", at: now)
      return .waiting
    }
    return try beginSession(facts, row, at: now)
  }

  private func beginSession(_ facts: DeviceFacts, _ row: Row, at now: Int64) throws -> Identified {
    try updateFacts(facts, key: facts.publicKey, at: now)
    try db.executeCached(sql: "UPDATE devices SET session = session + 1 WHERE id = ?", arguments: [facts.device.number])
    if row["capabilities"] as Data != Data(facts.capabilities.bytes) {
      try requestReconcile(facts.device, "capabilities")
    }
    if Epoch(stored: row["epoch"]) != facts.epoch {
      try beginEpoch(facts, at: now)
    } else if facts.lastLog < row["log_mark"] as LogID {
      try suspend(facts.device, mark: facts.lastLog, "its last log ID went back", at: now)
    }
    if row["reconcile"] as String? == Self.firstContact { try meet(facts, at: now) }
    try judgeBases(facts, at: now)
    try startEmptyAtOnce(facts, at: now)
    store.openSessions.withLock { _ = $0.insert(facts.device) }
    try addEvent(.connected, device: facts.device, at: now)
    let after = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT session, log_mark FROM devices WHERE id = ?"), arguments: [facts.device.number])
    return .registered(
      SessionKey(device: facts.device, number: after?["session"] ?? 0), logMark: after?["log_mark"] ?? 0)
  }

  /// The server's mark and cursor go to the start: compare, then refill; never a deletion because of it (LOG-4).
  private func beginEpoch(_ facts: DeviceFacts, at now: Int64) throws {
    let device = facts.device.number
    try endLog(of: facts.device)
    try db.executeCached(
      sql: "UPDATE devices SET epoch = ?, history = 0, dropped_log = 0, cursor = 0, line = NULL WHERE id = ?",
      arguments: [facts.epoch.stored, device])
    try db.executeCached(sql: "DELETE FROM gaps WHERE device_id = ?", arguments: [device])
    try db.executeCached(
      sql: "UPDATE waiting_pulls SET epoch = ?, last_log = 0 WHERE device_id = ?",
      arguments: [facts.epoch.stored, device])
    try db.executeCached(sql: "UPDATE tasks SET after_log = 0 WHERE device_id = ?", arguments: [device])
    try requestReconcile(facts.device, "new epoch")
    try addEvent(.newEpoch, device: facts.device, detail: "its log numbering or its users started anew", at: now)
    let mark = try goOnWithLog(of: facts.device)
    // No device draws the same number twice.
    if mark > 0 {
      try suspend(facts.device, mark: min(mark, facts.lastLog), "it went back to an earlier epoch", at: now)
    }
  }

  /// Restored or cloned memory: the entries that follow are kept apart under another fork. Nobody waits for those that the
  /// device has no more: it may never come to their numbers again.
  func suspend(_ device: DeviceID, mark: LogID, _ reason: String, at now: Int64) throws {
    try endLog(of: device)
    try db.executeCached(
      sql: "UPDATE devices SET fork = fork + 1, log_mark = ? WHERE id = ?", arguments: [mark, device.number])
    try db.executeCached(
      sql: "UPDATE waiting_pulls SET last_log = min(last_log, ?) WHERE device_id = ?", arguments: [mark, device.number])
    try db.executeCached(
      sql: "UPDATE tasks SET after_log = min(after_log, ?) WHERE device_id = ?", arguments: [mark, device.number])
    try addEvent(.suspended, device: device, detail: reason, at: now)
    // Who waits for a choice about its content is not let go by a mere *resume*.
    let hold = (try deviceRow(device)?["hold"] as String?).flatMap(Hold.init(rawValue:))
    guard hold != .firstContact, hold != .unknownContent else { return }
    try db.executeCached(
      sql: "UPDATE devices SET hold = ?, hold_reason = ? WHERE id = ?",
      arguments: [Hold.suspended.rawValue, reason, device.number])
    try open(.suspended, device: device, reason: reason, at: now)
  }

  private func judgeBases(_ facts: DeviceFacts, at now: Int64) throws {
    guard let server = facts.server else { return }
    guard server == store.server else {
      // It waits for the operator already, or the choice that was made is still being carried out.
      guard try !isJudged(facts.device) else { return }
      return try hold(facts.device, .unknownContent, "it holds users of another server", at: now)
    }
    let isKnown = try reading.hasGivenOut(facts.highestRevision)
    guard try !isKnown || facts.highestIncarnation > reading.highestIncarnation() else { return }
    try markBehind(facts.device, revision: facts.highestRevision, incarnation: facts.highestIncarnation, at: now)
  }

  /// A device on hold for its content that comes back empty has none any more (SEC-6): it is filled from the start.
  private func startEmptyAtOnce(_ facts: DeviceFacts, at now: Int64) throws {
    let hold = (try deviceRow(facts.device)?["hold"] as String?).flatMap(Hold.init(rawValue:))
    guard facts.userCount == 0, let hold, hold == .firstContact || hold == .unknownContent else { return }
    try db.executeCached(
      sql: "UPDATE devices SET hold = NULL, hold_reason = '', cursor = 0 WHERE id = ?", arguments: [facts.device.number]
    )
    try close([AttentionKind(hold)], device: facts.device, outcome: "it came back empty", at: now)
    try addEvent(.released, device: facts.device, detail: "it came back empty", at: now)
  }

  private func isJudged(_ device: DeviceID) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM devices
              WHERE id = ?1 AND (hold IS NOT NULL OR reconcile IN ('take-over', 'replace')))
            OR EXISTS (SELECT 1 FROM waiting_pulls WHERE device_id = ?1 AND by_hand = 1 AND is_held = 0)
            OR EXISTS (SELECT 1 FROM tasks WHERE device_id = ?1 AND overwrite = 1)
          """), arguments: [device.number]) ?? false
  }

  /// The server was restored from an older state (FAIL-3): writes stop until an operator settles it.
  func markBehind(_ device: DeviceID, revision: Revision, incarnation: Incarnation, at now: Int64) throws {
    let head = try reading.head()
    let reason =
      "device \(device) holds revision \(revision), "
      + (revision > head ? "the server's head is \(head)" : "which the server has never given out")
    try db.executeCached(
      sql: """
        UPDATE server SET behind = coalesce(behind, ?), behind_revision = max(behind_revision, ?),
          behind_incarnation = max(behind_incarnation, ?)
        """,
      arguments: [reason, revision, incarnation])
    if try open(.serverBehind, reason: reason, at: now) {
      try addEvent(.serverBehind, device: device, detail: reason, at: now)
    }
  }

  /// LOG-4: the last entry that the server has, as the device has it now. Another one means restored or cloned memory.
  public func checkLastEntry(_ entry: LogEntry, session: SessionKey, at now: Int64) throws {
    let log = try currentLog(session)
    guard try !isAsStored(entry, log) else { return }
    try suspend(session.device, mark: log.mark, "entry \(entry.id) differs from the stored one", at: now)
  }

  func hold(_ device: DeviceID, _ hold: Hold, _ reason: String, at now: Int64) throws {
    try db.executeCached(
      sql: "UPDATE devices SET hold = ?, hold_reason = ? WHERE id = ?",
      arguments: [hold.rawValue, reason, device.number])
    if try open(AttentionKind(hold), device: device, reason: reason, at: now) {
      try addEvent(.onHold, device: device, detail: reason, at: now)
    }
  }

  private func insertWaiting(_ facts: DeviceFacts, at now: Int64) throws {
    try db.executeCached(
      sql: """
        INSERT INTO devices (id, public_key, name, epoch, last_log, model, firmware, capabilities, user_capacity,
          user_count, clock_skew, first_seen, last_seen, session)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        facts.device.number, Data(facts.publicKey), "Device \(facts.device)", facts.epoch.stored, facts.lastLog,
        facts.model, facts.firmware, Data(facts.capabilities.bytes), facts.userCapacity, facts.userCount,
        facts.clockSkew, now, now,
        // Higher than any session's before: none of a device that was removed counts as one of this.
        try reading.lastEvent(),
      ])
    try addEvent(.waiting, device: facts.device, at: now)
    // Anybody can claim a number: those that were seen last stay (SEC-4).
    try db.executeCached(
      sql: """
        DELETE FROM devices WHERE id IN (
          SELECT id FROM devices WHERE is_registered = 0 AND id <> ? ORDER BY last_seen DESC, id LIMIT -1 OFFSET ?)
        """,
      arguments: [facts.device.number, Self.mostWaiting - 1])
  }

  /// How many devices may wait to be registered.
  static let mostWaiting = 1000

  private func updateFacts(_ facts: DeviceFacts, key: [UInt8], at now: Int64) throws {
    try db.executeCached(
      sql: """
        UPDATE devices SET public_key = ?, last_log = ?, model = ?, firmware = ?, capabilities = ?, user_capacity = ?,
          user_count = ?, clock_skew = ?, last_seen = ? WHERE id = ?
        """,
      arguments: [
        Data(key), facts.lastLog, facts.model, facts.firmware, Data(facts.capabilities.bytes), facts.userCapacity,
        facts.userCount, facts.clockSkew, now, facts.device.number,
      ])
  }

  /// Seconds by which the device's clock was ahead before it was set (LOG-5).
  public func noteClock(skew: Int64, session: SessionKey) throws {
    try current(session)
    try db.executeCached(
      sql: "UPDATE devices SET clock_skew = ? WHERE id = ?", arguments: [skew, session.device.number])
  }

  func deviceRow(_ device: DeviceID) throws -> Row? {
    try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM devices WHERE id = ?"), arguments: [device.number])
  }

  /// - Throws: ``StoreError/sessionEnded`` (SEC-7), before anything is written.
  @discardableResult
  func current(_ session: SessionKey) throws -> Row {
    guard let row = try deviceRow(session.device), row["session"] == session.number, row["is_registered"] as Bool
    else { throw StoreError.sessionEnded }
    return row
  }
}
