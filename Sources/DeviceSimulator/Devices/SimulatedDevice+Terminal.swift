import DeviceProtocol
public import LockstepCore

/// What people do at this terminal.
extension SimulatedDevice {
  /// - Returns: the entry's log ID.
  @discardableResult
  public func enrol(_ record: UserRecord) throws(TerminalError) -> LogID {
    try use { (memory, now) throws(TerminalError) in try memory.enrol(record, at: now) }
  }

  @discardableResult
  public func edit(_ user: UserID, _ changes: RecordChange..., isPartial: Bool = false) throws(TerminalError) -> LogID {
    try edit(user, changes, isPartial: isPartial)
  }

  @discardableResult
  public func edit(_ user: UserID, _ changes: [RecordChange], isPartial: Bool = false) throws(TerminalError) -> LogID {
    try use { (memory, now) throws(TerminalError) in
      try memory.edit(user, changes, isPartial: isPartial, at: now)
    }
  }

  @discardableResult
  public func delete(_ user: UserID) throws(TerminalError) -> LogID {
    try use { (memory, now) throws(TerminalError) in try memory.delete(user, at: now) }
  }

  @discardableResult
  public func deleteAll() -> LogID { use { memory, now in memory.deleteAll(at: now) } }

  public func present(_ presented: Presented) -> AccessOutcome {
    use { memory, now in memory.present(presented, at: now) }
  }

  /// The log is emptied: a new epoch, told to the server in a new session.
  public func clearLog() {
    use { memory, now in memory.clearLog(at: now) }
    announceAnew()
  }

  public func resetDatabase() {
    use { memory, now in memory.resetDatabase(at: now) }
    announceAnew()
  }

  public func resetToFactory() {
    use { memory, now in memory.resetToFactory(at: now) }
    announceAnew()
  }

  public func setUserCapacity(_ capacity: Int) {
    use { memory, _ in memory.setUserCapacity(capacity) }
    announceAnew()
  }

  public func moveClock(by seconds: Int64) { use { memory, _ in memory.moveClock(by: seconds) } }

  /// A fault: the next log ID jumps.
  public func skipLogIDs(_ count: UInt32) { use { memory, _ in memory.skipLogIDs(count) } }

  /// A fault: a stored record changes past the terminal, see ``DeviceMemory/tamper(_:_:keepsDigest:)``.
  public func tamper(_ user: UserID, _ changes: [RecordChange], keepsDigest: Bool = false) throws(TerminalError) {
    try use { (memory, _) throws(TerminalError) in try memory.tamper(user, changes, keepsDigest: keepsDigest) }
  }

  /// A fault: a stored record is lost.
  public func lose(_ user: UserID) throws(TerminalError) {
    try use { (memory, _) throws(TerminalError) in try memory.lose(user) }
  }

  /// A fault: a user is there that nobody enrolled.
  public func slipIn(_ record: UserRecord) { use { memory, _ in memory.slipIn(record) } }

  /// A fault: the memory becomes an older one, as when a backup is put back.
  public func restore(_ memory: DeviceMemory) {
    use { current, _ in current = memory }
    announceAnew()
  }

  @discardableResult
  private func use<Result, Failure: Error>(
    _ action: (inout DeviceMemory, Int64) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let now = options.now()
    // A refusal is an entry of the log too: the memory is kept in either case.
    let (result, isOtherContent) = updateMemory { memory -> (Swift.Result<Result, Failure>, Bool) in
      let before = memory.userCount
      do throws(Failure) {
        let result = try action(&memory, now)
        return (.success(result), memory.userCount != before)
      } catch {
        return (.failure(error), false)
      }
    }
    update { $0.emit(.usedAtTerminal) }
    // The operator who registers it is to know what it holds.
    if isOtherContent, snapshot.registration == .waiting { announceAnew() }
    return try result.get()
  }
}
