import DeviceProtocol
import LockstepCore
import LockstepStore

/// Decides what is done with one registered device that is connected: an event goes in, actions come out. No clock, no
/// I/O, no randomness. Work is looked up in the store, never kept here: what this holds is only what is under way.
struct DeviceDriver: Sendable {
  /// What a request to the device was for.
  enum Purpose: Hashable, Sendable {
    case pull([UserID])
    case remove(Batch)
    case write(Batch)
    case editedUsers
    case list
    /// Sums of everybody, and of buckets.
    case everything
    case buckets
    /// To compare their content.
    case readBack([UserID])
    /// Their names, for people who compare a device on hold.
    case names([UserID])
    case setTime
    case lastEntry
    /// The last entry that the device says it has, and that the server does not have yet.
    case newestEntry
  }

  /// Users of one write or delete.
  struct Batch: Hashable, Sendable {
    var writes: [PendingWrite] = []
    var removals: [PendingRemoval] = []
    /// The cursor once it is done.
    var through: Revision?
    /// Whether a finished write may close an open entry.
    var mayCloseEntries = false
    /// Of removals: the last entry of the device's log that was known.
    var mark: LogID?
  }

  enum Event: Sendable {
    case begin(setsClock: Bool)
    /// Something has changed in the store that may concern this device.
    case wake
    /// There is nothing else than these, above what ``DeviceDriver/wants(_:)`` says.
    case changes(Changes)
    /// It is time to set the device's clock again (LOG-5).
    case setClock
    /// Entries that are now being stored.
    case logsArrived([LogEntry])
    /// Logs of the device are stored up to here, and these users are to be read.
    case logsStored(mark: LogID, pulls: [UserID], causesWork: Bool)
    case found(Work)
    case answered(Purpose, DeviceAnswer)
    /// The log ID is the one that the records reflected.
    case tookIn([UserID: TakenIn], log: LogID)
    case takeInFailed(UserID, DeviceRecord, reason: String)
    case committed(Commit)
    case compared(Compared, isReport: Bool)
    /// Of the users whose names were read, those that have another one here.
    case namesCompared(Set<UserID>)
    /// What the device is to be asked for.
    case planned(ContentQuestionResult, buckets: Bool)
    case digestsExtended(Capabilities, isComplete: Bool, buckets: Bool)
    /// Users to be read back.
    case sampled([UserID])
    /// What was found of users that were read back.
    case checked([UserID], Compared)
    /// A report was asked for (`device compare`).
    case compare(request: Int, isDeep: Bool)
    /// The pause after a refused question about the device's content is over.
    case surveyDue
  }

  /// What is to be committed, and told with ``Event/committed(_:)`` when it is durable.
  enum Commit: Hashable, Sendable {
    case takeIn([PulledUser], log: LogID)
    case quarantine(UserID, reason: String, log: LogID)
    case saveFailed(UserID, UserRecord?, reason: String)
    case postponePull(UserID)
    case outcomes([WriteOutcome], cursor: Revision?)
    case dropPointless([PointlessTask])
    case closeGaps([EditedThere], through: LogID, isLast: Bool)
    case beginReconcile(reason: String)
    case reconcile(ListPage)
    case endReconcile(reason: String, cursor: Revision, wasEmpty: Bool, Compared)
    case endReport(Compared, isDeep: Bool)
    case failReport(reason: String)
    case checkLastEntry(LogEntry)
    case adjustLine(head: Revision)
    /// What the device's clock showed before it was set, Unix seconds.
    case noteClock(before: Int64)
    case stop(reason: String)
  }

  enum Action: Sendable {
    /// To be answered with ``Event/found(_:)``.
    case look(Look)
    case ask(DeviceRequest, Purpose)
    case commit(Commit)
    /// To be answered with ``Event/compared(_:isReport:)``.
    case compare(ListPage, cursor: Revision)
    /// To be answered with ``Event/planned(_:buckets:)``.
    case plan(cursor: Revision, buckets: Bool)
    /// To be answered with ``Event/digestsExtended(_:isComplete:buckets:)``.
    case extendDigests(Capabilities, buckets: Bool)
    /// To be answered with ``Event/sampled(_:)``.
    case sample(without: Set<UserID>)
    /// To be answered with ``Event/checked(_:_:)``.
    case check([DeviceRecord], cursor: Revision)
    /// To be answered with ``Event/namesCompared(_:)``.
    case compareNames([UserID: String])
    case wakeAt(Int64)
    case setTime
    /// ``Event/surveyDue`` is to come after a pause that grows with the number of refusals.
    case surveyAgain(refusals: Int)
    case report(request: Int, Result<Compared, ReportFailure>)
    /// A write was confirmed (for the lag).
    case confirmed(UserID, Revision)
    case countTransfers(done: Int, refused: Int)
    case close(Goodbye)
  }

  enum ReportFailure: String, Error, Sendable {
    case disconnected = "the device is not connected"
    case refused = "the device refused to list its users"
  }

  let device: DeviceID
  /// How far the device is; saved now and then as a lower bound.
  var cursor: Revision
  /// Users above the cursor that have been confirmed already.
  var ahead: [UserID: Revision] = [:]
  /// Users that are being read, and those whose record is being committed.
  var reading: Set<UserID> = []
  var isAlone = false
  /// As of the last look: somebody waits to be read alone.
  var hasLonePulls = false
  var isWriting = false
  /// The cursor once that is done.
  var writing: Revision?
  /// The batch that has been sent after the one that is being written, so that the device need not wait for it; and what
  /// the device has answered to it before its turn.
  var second: (batch: Batch, results: [UserResult]?)?
  /// The cursor once the full batch that was sent last is done: what follows it is looked up meanwhile.
  var next: Revision?
  /// What was found there, for as long as nobody asks to look again.
  var prepared: Work?
  /// The last look has found all there was: none is needed after what it found is written, unless somebody asks for one.
  var hasFoundAll = false
  /// What was changed since, while that is being written.
  var later: Batch?
  var isLooking = false
  var wantsLook = false
  /// What was told of while it looks: the look may be older.
  var told: [Changes] = []
  /// As of the last look.
  var standing: Standing?
  var lineHead: Revision = 0
  /// No revocation up to here is left to be sent.
  var revoked: Revision = 0
  /// The last entry that the device had when it connected.
  private(set) var backlog: LogID
  private(set) var storedLog: LogID
  /// Until the last entry that the server has is known to be the device's too, what follows it is not acted upon (LOG-4).
  var isLogChecked: Bool
  /// What the source of a change holds already: it needs only the new base (SEND-2).
  var equalContent: [UserID: EqualContent] = [:]
  var refusals = RefusalStreak()
  var survey: Survey?
  /// A survey has ended since the look under way began: what it says of surveys is old.
  var hasOldLook = false
  /// The cursor has gone back since it began: what it says is of no use.
  var isLookVoid = false
  /// After refused questions about its content.
  var surveyPause = SurveyPause.none
  /// How many users the device says it can hold.
  let capacity: Int
  var reportRequests: [(number: Int, isDeep: Bool)] = []

  init(device: DeviceID, cursor: Revision, backlog: LogID, storedLog: LogID, capacity: Int = 100_000) {
    self.capacity = capacity
    self.device = device
    self.cursor = cursor
    self.backlog = backlog
    self.storedLog = storedLog
    isLogChecked = storedLog == 0
  }

  var hasBacklog: Bool { storedLog < backlog || !isLogChecked }

  /// The pulls that a cut link interrupts (PULL-6).
  var pullsUnderWay: [UserID] { reading.sorted() }

  mutating func handle(_ event: Event) -> [Action] {
    switch event {
    case .begin(let setsClock):
      var checks: [Action] = isLogChecked ? [] : [.ask(.readLogs(from: storedLog, limit: 1), .lastEntry)]
      if storedLog < backlog { checks.append(.ask(.readLogs(from: backlog, limit: 1), .newestEntry)) }
      return (setsClock ? [.setTime] : []) + checks + look()
    case .wake: return look()
    case .changes(let changes): return changed(changes)
    case .setClock: return [.setTime]
    case .logsArrived(let entries): return readAhead(of: entries)
    case .logsStored(let mark, let pulls, let causesWork):
      let hadBacklog = storedLog < backlog
      storedLog = max(storedLog, mark)
      return causesWork || hadBacklog != (storedLog < backlog) ? look() : startPulls(pulls)
    case .found(let work): return found(work)
    case .answered(let purpose, let answer): return answered(purpose, answer)
    case .tookIn(let results, let log): return tookIn(results, log: log)
    case .takeInFailed(let user, let record, let reason):
      return [.commit(.saveFailed(user, record.record, reason: reason))]
    case .committed(let commit): return committed(commit)
    case .compared(let page, let isReport): return compared(page, isReport: isReport)
    case .namesCompared(let others): return namesCompared(others)
    case .planned(let result, let buckets): return planned(result, buckets: buckets)
    case .digestsExtended(let capabilities, let isComplete, let buckets):
      return digestsExtended(capabilities, isComplete: isComplete, buckets: buckets)
    case .sampled(let users): return sampled(users)
    case .checked(let users, let found): return checked(users, found)
    case .compare(let request, let isDeep):
      reportRequests.append((request, isDeep))
      return look()
    case .surveyDue:
      if case .until(let refusals) = surveyPause { surveyPause = .asking(after: refusals) }
      return look()
    }
  }

  // MARK: Reading and writing

  /// What follows is looked up anew.
  mutating func forgetPrepared() { (next, prepared, hasFoundAll, later) = (nil, nil, false, nil) }

  /// What was being written is done, and so is what followed from it: goes on with what was sent or found meanwhile.
  mutating func writeEnded(cursor: Revision?) -> [Action] {
    if let cursor { advance(to: cursor) }
    if let (batch, results) = second.take() {
      writing = batch.through
      if let results { return written(batch, results) }
      return writeAhead()
    }
    isWriting = false
    next = nil
    if hasFoundAll {
      let batch = later.take()
      return batch.map { write($0) } ?? []
    }
    let actions = prepared.map { startWrites($0) } ?? []
    return actions + look()
  }

  /// Sends what was found after a full batch while the device keeps that one: neither waits for the other. Only changes,
  /// and one batch: a revocation waits for what is under way.
  mutating func writeAhead() -> [Action] {
    guard second == nil, let next, !wantsLook, let work = prepared, work.removals.isEmpty, !work.writes.isEmpty,
      let through = work.through, through > next, work.writes.allSatisfy({ $0.task == nil })
    else { return [] }
    let batch = Batch(writes: work.writes, through: through, mayCloseEntries: work.hasOpenEntries)
    (second, prepared) = ((batch, nil), nil)
    self.next = work.isFull ? through : nil
    return ask(for: batch) + (work.isFull ? look() : [])
  }

  mutating func startWrites(_ work: Work) -> [Action] {
    guard !isWriting, !isAlone else { return [] }
    let standing = work.standing
    if !work.removals.isEmpty {
      isWriting = true
      let overwrites = work.removals.contains { $0.task?.overwrites == true }
      let removals = work.removals.filter { ($0.task?.overwrites ?? false) == overwrites }
      let request = DeleteUsers(
        epoch: standing.epoch, mark: standing.mark, users: removals.map(\.user), overwrites: overwrites)
      let batch = Batch(removals: removals, mayCloseEntries: work.hasOpenEntries, mark: standing.mark)
      return [.ask(.deleteUsers(request), .remove(batch))]
    }
    guard !work.writes.isEmpty else {
      if let through = work.through { advance(to: through) }
      return []
    }
    // Whether what was edited there has the entries that the server knows is not known yet (LOG-4): a moment later it is.
    guard isLogChecked else { return [] }
    if work.isFull { next = work.through }
    let batch = Batch(writes: work.writes, through: work.through, mayCloseEntries: work.hasOpenEntries)
    return write(batch)
  }

  /// Written as of the last look: its mark may be behind, and what was edited above it is refused (SEND-5).
  mutating func write(_ batch: Batch) -> [Action] {
    guard standing != nil, !batch.writes.isEmpty else {
      if let through = batch.through { advance(to: through) }
      return []
    }
    (isWriting, writing) = (true, batch.through)
    return ask(for: batch)
  }

  private func ask(for batch: Batch) -> [Action] {
    guard let standing else { return [] }
    let writes = batch.writes.map { write in
      // Whatever was edited since the record was read has an entry above the one that it reflected.
      UserWrite(
        state: write.state, keep: write.keep,
        isBaseOnly: equalContent[write.user] == EqualContent(revision: write.revision, log: standing.mark))
    }
    let overwrites = batch.writes[0].task?.overwrites ?? false
    let request = WriteUsers(epoch: standing.epoch, mark: standing.mark, writes: writes, overwrites: overwrites)
    return [.ask(.writeUsers(request), .write(batch))]
  }

  /// The device has counted entries that it does not have: nobody waits for them. That they are missing is seen when the
  /// next one comes (LOG-3).
  mutating func endBacklog() -> [Action] {
    backlog = storedLog
    return look()
  }
}
