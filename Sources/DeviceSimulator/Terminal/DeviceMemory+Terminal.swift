public import LockstepCore

/// What people do at the terminal itself. Each is an entry of the log with origin *device*.
extension DeviceMemory {
  /// A new user.
  ///
  /// - Returns: the entry's log ID.
  /// - Throws: ``TerminalError``; the refusal is logged too.
  @discardableResult
  public mutating func enrol(_ record: UserRecord, at now: Int64) throws(TerminalError) -> LogID {
    guard users[record.id] == nil else { throw refuse(.alreadyThere, .enrollFail, record.id, at: now) }
    guard users.count < userCapacity else { throw refuse(.full, .enrollFail, record.id, at: now) }
    let checked = try checked(record, failure: .enrollFail, at: now)
    let mark = append(.enrollSuccess, .device, user: record.id.text, at: now)
    deletions[record.id] = nil
    store(StoredUser(content: SharedRecord(checked), base: nil, isEdited: true, editMark: mark), as: record.id)
    return mark
  }

  /// Changes a user.
  ///
  /// - Parameter isPartial: logged as a partial update, as terminals do when one credential alone was changed.
  /// - Returns: the entry's log ID, from now on the user's edit mark.
  /// - Throws: ``TerminalError``; the refusal is logged too.
  @discardableResult
  public mutating func edit(
    _ user: UserID, _ changes: [RecordChange], isPartial: Bool = false, at now: Int64
  ) throws(TerminalError) -> LogID {
    let failure: EventCode = isPartial ? .partialUpdateFail : .updateFail
    guard var stored = users[user] else { throw refuse(.notThere, failure, user, at: now) }
    var record = stored.record
    for change in changes { record.apply(change) }
    stored.content = SharedRecord(try checked(record, failure: failure, at: now))
    stored.editMark = append(isPartial ? .partialUpdateSuccess : .updateSuccess, .device, user: user.text, at: now)
    stored.isEdited = true
    store(stored, as: user)
    return stored.editMark
  }

  /// Deletes a user. The mark of the deletion stays, so that a server that does not know of it yet cannot undo it.
  ///
  /// - Throws: ``TerminalError/notThere``.
  @discardableResult
  public mutating func delete(_ user: UserID, at now: Int64) throws(TerminalError) -> LogID {
    guard users[user] != nil else { throw refuse(.notThere, .deleteFail, user, at: now) }
    remove(user)
    let mark = append(.deleteSuccess, .device, user: user.text, at: now)
    deletions[user] = mark
    return mark
  }

  /// Deletes everybody: one entry, and one mark that counts for every user.
  @discardableResult
  public mutating func deleteAll(at now: Int64) -> LogID {
    removeEverybody()
    deletionOfAll = append(.deleteAllSuccess, .device, at: now)
    deletions = [:]
    return deletionOfAll
  }

  /// Empties the log. Its numbering starts anew, with a new epoch; edit marks belong to the old numbers and become 0,
  /// what was edited stays edited.
  public mutating func clearLog(at now: Int64) {
    startEpoch()
    append(.logCleared, .device, at: now)
  }

  /// Deletes all users and the log, and starts a new epoch.
  public mutating func resetDatabase(at now: Int64) {
    removeEverybody()
    startEpoch()
    append(.databaseReset, .device, at: now)
  }

  /// A database reset, and a new key pair: to a server it is another device with this ID. Which server it belongs to is
  /// forgotten too.
  public mutating func resetToFactory(at now: Int64) {
    removeEverybody()
    startEpoch()
    keySeed = random.bytes(32)
    digestKey = []
    pinnedAuthority = []
    clockOffset = 0
    append(.factoryReset, .device, at: now)
  }

  public mutating func setUserCapacity(_ capacity: Int) { userCapacity = capacity }

  /// Puts the clock ahead (or behind) by hand.
  public mutating func moveClock(by seconds: Int64) { clockOffset += seconds }

  /// A fault: the next log ID jumps, as if entries had been lost.
  public mutating func skipLogIDs(_ count: UInt32) {
    log.skip(to: log.lastID > LogID.max - count ? LogID.max : log.lastID + count)
  }

  // MARK: The log

  @discardableResult
  mutating func append(
    _ code: EventCode, _ origin: Origin, user: String = "", revision: Revision = 0, detail: String = "", at now: Int64
  ) -> LogID {
    // The numbers are used up: the numbering starts anew, which is a new epoch.
    if log.lastID == LogID.max { startEpoch() }
    let entry = LogEntry(
      id: log.lastID + 1, time: time(at: now), code: code, origin: origin, user: user, revision: revision,
      detail: Text.cut(detail, characters: 200, bytes: 200))
    log.append(entry)
    return entry.id
  }

  private mutating func startEpoch() {
    let old = epoch
    while epoch == old { epoch = random.next() }
    log = RingLog(capacity: log.capacity)
    deletions = [:]
    deletionOfAll = 0
    for id in users.keys { users[id]?.editMark = 0 }
  }

  private mutating func refuse(
    _ error: TerminalError, _ code: EventCode, _ user: UserID, at now: Int64
  ) -> TerminalError {
    append(code, .device, user: user.text, detail: error.description, at: now)
    return error
  }

  /// The record with its limits, this terminal's capabilities and the one owner of each card checked.
  private mutating func checked(
    _ record: UserRecord, failure: EventCode, at now: Int64
  ) throws(TerminalError) -> UserRecord {
    let checked: UserRecord
    do {
      checked = numbered(try record.checked())
    } catch {
      throw refuse(.limit(error), failure, record.id, at: now)
    }
    if let what = capabilities.misfit(of: checked) {
      throw refuse(.unsupported(what), failure, record.id, at: now)
    }
    if let holder = holder(ofCardIn: checked) {
      throw refuse(.cardHeld(by: holder), .duplicateCredential, record.id, at: now)
    }
    return checked
  }
}
