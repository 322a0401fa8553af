import GRDB
public import LockstepCore

extension WriteTransaction {
  /// Ends pulls that one answer belongs to: merge against each user as it is now, with user, revision, differences and the
  /// end of the pull in one transaction (MERGE-3).
  ///
  /// - Parameter log: the log entry that the answer reflects (PULL-3).
  /// - Throws: for all of them if one of them cannot be stored.
  public func takeIn(
    _ users: [PulledUser], log: LogID, session: SessionKey, at now: Int64
  ) throws -> [UserID: TakenIn] {
    var (results, source): ([UserID: TakenIn], SourceDevice?) = ([:], nil)
    for user in users {
      let known = try source ?? sourceDevice(session)
      let result = try takeIn(user, from: known, log: log, at: now)
      // Whatever it changes may be in what the next one goes by.
      source = result.outcome == .noChange ? known : nil
      results[user.id] = result
    }
    return results
  }

  private func takeIn(
    _ user: PulledUser, from source: SourceDevice, log: LogID, at now: Int64
  ) throws -> TakenIn {
    // Asked for before the device was put on hold: the pull waits until an operator has decided (LOG-4).
    guard !source.isOnHold, let pull = try endPull(of: user.id, on: source, reflecting: log, at: now) else {
      return .done(.notTakenIn, changed: nil, sourceIsEqual: false)
    }
    guard var device = user.record else { return try takeInAbsence(of: user.id, on: source.id, at: now) }
    if pull.isByHand, try isForeignOrForgotten(device) {
      device = DeviceRecord(record: device.record, base: nil, isEdited: device.isEdited, editMark: device.editMark)
    }
    let intake = try TakingIn(
      device, enrolled: pull.enrolled || pull.isByHand, from: source, log: log, in: self, at: now)
    return try intake.run()
  }

  /// Ends the waiting pull, or asks for another one where an entry came after the answer.
  ///
  /// - Returns: what it was for; nil if none waits any more.
  private func endPull(
    of user: UserID, on source: SourceDevice, reflecting log: LogID, at now: Int64
  ) throws -> (isByHand: Bool, enrolled: Bool)? {
    typealias Purpose = (isByHand: Bool, enrolled: Bool)
    let ended: Purpose? = try db.readFirst(
      sql: """
        DELETE FROM waiting_pulls WHERE device_id = ? AND user_id = ? AND last_log <= ? RETURNING by_hand, enrolled
        """,
      arguments: [source.id.number, user.text, log]
    ) { ($0[0], $0[1]) }
    if let ended { return ended }
    let waiting: Purpose? = try db.readFirst(
      sql: "SELECT by_hand, enrolled FROM waiting_pulls WHERE device_id = ? AND user_id = ?",
      arguments: [source.id.number, user.text]
    ) { ($0[0], $0[1]) }
    guard let (isByHand, enrolled) = waiting else { return nil }
    let isEnrolledSince = try isEnrolled(user, on: source.id, epoch: source.epoch, fork: source.fork, since: log)
    try pullOnceMore(of: user, on: source.id, enrolled: enrolled && isEnrolledSince, at: now)
    return (isByHand, enrolled && !isEnrolledSince)
  }

  /// An entry that came meanwhile asks for one more pull at once; a device whose answer is too old again does not.
  ///
  /// - Parameter enrolled: whether an enrolment is among what came. One that the answer reflects is not one of the next
  ///   answer too: it could make somebody whom the server deletes in between.
  private func pullOnceMore(of user: UserID, on device: DeviceID, enrolled: Bool, at now: Int64) throws {
    try db.executeCached(
      sql: """
        UPDATE waiting_pulls SET is_alone = 0, cuts = 0, not_before = iif(not_before = 0, 1, ?), enrolled = ?
        WHERE device_id = ? AND user_id = ?
        """,
      arguments: [now + Self.staleAnswerPause, enrolled, device.number, user.text])
  }

  /// Whether the user was enrolled at the device after an entry of its log.
  func isEnrolled(
    _ user: UserID, on device: DeviceID, epoch: Int64, fork: Int64, since log: LogID
  ) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM events WHERE device_id = ? AND epoch = ? AND fork = ? AND log_id > ?
            AND \(EventSegments.isOfPeople) AND user_id = ? AND code & 0xFF00 = ?)
          """),
      arguments: [device.number, epoch, fork, log, user.text, EventCode.enrollSuccess.main]) ?? false
  }

  /// Milliseconds.
  static let staleAnswerPause: Int64 = 5000

  /// An operator decided to take over this user: a base that means nothing to the server any more counts as none.
  private func isForeignOrForgotten(_ device: DeviceRecord) throws -> Bool {
    guard let base = device.base else { return false }
    if base.server != store.server { return true }
    if try reading.isErased(device.record.id, incarnation: base.incarnation) { return false }
    return try reading.user(device.record.id) == nil && !reading.hasTombstone(device.record.id)
  }

  func endPull(of user: UserID, on device: DeviceID) throws {
    try db.executeCached(
      sql: "DELETE FROM waiting_pulls WHERE device_id = ? AND user_id = ?", arguments: [device.number, user.text])
  }

  /// Deleted there meanwhile: noted, and nothing changes (PULL-3). If no deletion is known the user is sent again.
  private func takeInAbsence(of user: UserID, on device: DeviceID, at now: Int64) throws -> TakenIn {
    try addEvent(.unknownThere, device: device, user: user.text, at: now)
    try close([.difference], user: user, device: device, outcome: "the device no longer holds the user", at: now)
    if try reading.user(user) != nil { try addTask(.write, user, on: device) }
    return .done(.unknownThere, changed: nil, sourceIsEqual: false)
  }

  /// The record is over its limits: its pull waits for an operator (PULL-6), unless an entry came after the answer, which
  /// asks for another one. Without a waiting pull nobody is to know what was read.
  ///
  /// - Parameter log: the log entry that the answer reflects (PULL-3).
  public func quarantine(
    _ user: UserID, reason: String, log: LogID, session: SessionKey, at now: Int64
  ) throws {
    guard try !sourceDevice(session).isOnHold, try holdPull(of: user, on: session.device, upTo: log) else { return }
    try open(.quarantined, user: user, device: session.device, reason: reason, at: now)
    try addEvent(.quarantined, device: session.device, user: user.text, detail: reason, at: now)
  }

  /// *Fail to save to the server DB*: the change is on this device only, and its record is kept with the entry (FAIL-1).
  public func saveFailed(
    _ user: UserID, record: UserRecord?, reason: String, session: SessionKey, at now: Int64
  ) throws {
    try current(session)
    try holdPull(of: user, on: session.device)
    try open(
      .saveFailed, user: user, device: session.device, reason: reason, value: record.map(RecordBytes.encode), at: now)
    try addEvent(.saveFailed, device: session.device, user: user.text, detail: reason, at: now)
  }

  /// - Returns: false where no pull waits for what was told up to a log entry.
  @discardableResult
  private func holdPull(of user: UserID, on device: DeviceID, upTo log: LogID = .max) throws -> Bool {
    try db.executeCached(
      sql: "UPDATE waiting_pulls SET is_held = 1 WHERE device_id = ? AND user_id = ? AND last_log <= ?",
      arguments: [device.number, user.text, log])
    return db.changesCount > 0
  }

  /// The server cannot judge a record that is ahead of it: the pull waits until an operator has settled that (FAIL-3).
  func keepPullUntilSettled(
    of user: UserID, on device: SourceDevice, enrolled: Bool, log: LogID, at now: Int64
  ) throws {
    try db.executeCached(
      sql: """
        INSERT INTO waiting_pulls (device_id, user_id, enrolled, epoch, last_log, since, is_held)
        VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET is_held = 1
        """,
      arguments: [device.id.number, user.text, enrolled, device.epoch, log, now])
  }

  /// The server is no longer behind.
  func goOnWithPulls() throws {
    try db.executeCached(
      sql: """
        UPDATE waiting_pulls SET is_held = 0 WHERE is_held = 1 AND NOT EXISTS (
          SELECT 1 FROM attention WHERE attention.device_id = waiting_pulls.device_id
            AND attention.user_id = waiting_pulls.user_id AND closed_at IS NULL
            AND kind IN ('quarantined', 'save-failed'))
        """)
  }

  /// The link was cut with these pulls under way: each is repeated alone. One that was alone when it was cut twice is
  /// to blame (PULL-6).
  public func pullsWereCut(_ users: [UserID], session: SessionKey, at now: Int64) throws {
    try current(session)
    for user in users {
      let key: StatementArguments = [session.device.number, user.text]
      if users.count == 1 {
        try db.executeCached(
          sql: "UPDATE waiting_pulls SET cuts = cuts + is_alone WHERE device_id = ? AND user_id = ?", arguments: key)
      }
      try db.executeCached(
        sql: "UPDATE waiting_pulls SET is_alone = 1 WHERE device_id = ? AND user_id = ?", arguments: key)
      let cuts = try Int.fetchOne(
        db.cachedStatement(sql: "SELECT cuts FROM waiting_pulls WHERE device_id = ? AND user_id = ?"), arguments: key)
      guard let cuts, cuts >= 2 else { continue }
      let reason = "the link was cut twice while only this user was read"
      try holdPull(of: user, on: session.device)
      try open(.quarantined, user: user, device: session.device, reason: reason, at: now)
      try addEvent(.quarantined, device: session.device, user: user.text, detail: reason, at: now)
    }
  }

  /// A pull that failed for now, e.g. because the database was full.
  public func postponePull(of user: UserID, until time: Int64, session: SessionKey) throws {
    try current(session)
    try db.executeCached(
      sql: "UPDATE waiting_pulls SET not_before = ? WHERE device_id = ? AND user_id = ?",
      arguments: [time, session.device.number, user.text])
  }
}
