import DeviceProtocol
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepServer
@testable import LockstepStore

/// One device's driver, with events in and actions out.
struct DeviceDriverTests {
  private func standing(head: Revision) -> Standing {
    Standing(
      epoch: 7, mark: 3, gap: nil, gapEnd: 0, hold: nil, reconcile: nil, scope: .all, serverIsBehind: false,
      capabilities: .full, head: head, cursor: 0)
  }

  private func write(_ number: Int) throws -> PendingWrite {
    PendingWrite(user: try UserID("\(number)"), revision: Revision(number), state: [UInt8(number)], keep: [], task: nil)
  }

  /// A driver that has just written these users.
  private func writing(_ numbers: ClosedRange<Int>) throws -> (DeviceDriver, DeviceDriver.Batch) {
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 0, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    return (driver, try batch(&driver, numbers))
  }

  private func batch(_ driver: inout DeviceDriver, _ numbers: ClosedRange<Int>) throws -> DeviceDriver.Batch {
    var work = Work(standing: standing(head: Revision(numbers.upperBound)))
    work.writes = try numbers.map(write)
    work.through = Revision(numbers.upperBound)
    for case .ask(_, .write(let batch)) in driver.handle(.found(work)) { return batch }
    throw NothingWritten()
  }

  struct NothingWritten: Error {}

  private func commits(_ actions: [DeviceDriver.Action]) -> [DeviceDriver.Commit] {
    actions.compactMap { if case .commit(let commit) = $0 { commit } else { nil } }
  }

  private func answer(
    _ driver: inout DeviceDriver, _ batch: DeviceDriver.Batch, _ status: UserResult.Status
  ) -> [DeviceDriver.Commit] {
    let results = batch.writes.map { UserResult(user: $0.user, status) }
    return commits(driver.handle(.answered(.write(batch), .writeResults(results))))
  }

  @Test("MODE-5 a look that began before a compare was over does not pass what an emptied device is filled with")
  func looksAnewAfterCompare() throws {
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 80, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    _ = driver.handle(
      .committed(.endReconcile(reason: "mode", cursor: 80, wasEmpty: true, Compared())))
    var work = Work(standing: standing(head: 90))
    (work.through, work.writes) = (90, [try write(85)])
    let actions = driver.handle(.found(work))
    #expect(actions.count == 1)
    guard case .look(let look)? = actions.first, look.cursor == 0 else { throw NothingWritten() }
    #expect(driver.cursor == 0)
    (work.through, work.writes) = (90, [try write(3), try write(85)])
    #expect(driver.handle(.found(work)).contains { if case .ask(.writeUsers, _) = $0 { true } else { false } })
  }

  @Test("MODE-5 nor does one that saw that the compare is over before the driver heard of it")
  func seesEndOfCompareFirst() throws {
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 80, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    let comparing = Standing(
      epoch: 7, mark: 3, gap: nil, gapEnd: 0, hold: nil, reconcile: "mode", scope: .all, serverIsBehind: false,
      capabilities: .full, head: 80, cursor: 80)
    _ = driver.handle(.found(Work(standing: comparing)))
    _ = driver.handle(.wake)
    var work = Work(standing: standing(head: 90))
    (work.through, work.writes) = (90, [try write(85)])
    #expect(driver.handle(.found(work)).isEmpty)
    let actions = driver.handle(
      .committed(.endReconcile(reason: "mode", cursor: 80, wasEmpty: true, Compared())))
    guard case .look(let look)? = actions.last, look.cursor == 0 else { throw NothingWritten() }
    #expect(driver.cursor == 0)
  }

  @Test("SEND-4 a look that found nobody in its part of the users is followed by another one from there")
  func looksInParts() throws {
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 0, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    var work = Work(standing: standing(head: 90))
    (work.through, work.isToGoOn) = (30, true)
    let looks = driver.handle(.found(work)).compactMap { action in
      if case .look(let look) = action { look.cursor } else { nil }
    }
    #expect(looks == [30])
    (work.through, work.isToGoOn) = (90, false)
    #expect(driver.handle(.found(work)).isEmpty)
    #expect(driver.cursor == 90)
  }

  /// Pages of users edited since a lost entry, each with the IDs in it.
  @Test(
    "LOG-3 pages of edited users must rise; the first may begin with everybody",
    arguments: [
      ([["", "1", "2"], ["3"]], true), ([["1"], []], true), ([["1"], ["1"]], false), ([["2", "1"]], false),
      ([["1"], [""]], false), ([["1", ""]], false), ([["2"], ["1", "3"]], false),
    ])
  func editedPages(pages: [[String]], isRight: Bool) throws {
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 0, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    let gap = Standing(
      epoch: 7, mark: 9, gap: 2, gapEnd: 8, hold: nil, reconcile: nil, scope: .all, serverIsBehind: false,
      capabilities: .full, head: 0, cursor: 0)
    _ = driver.handle(.found(Work(standing: gap)))
    var isClosed = false
    for page in pages {
      let users = page.map { EditedUser(user: $0, editMark: 5, isOnDevice: !$0.isEmpty, isEnrolled: false) }
      let actions = driver.handle(.answered(.editedUsers, .editedUsers(users, more: true)))
      isClosed = isClosed || actions.contains { if case .close = $0 { true } else { false } }
      for commit in commits(actions) { _ = driver.handle(.committed(commit)) }
    }
    #expect(isClosed != isRight)
  }

  @Test(
    "SEND-7 twenty refusals in a row for one reason are one failure of the device; nineteen are not",
    arguments: [19, 20])
  func refusals(count: Int) throws {
    var (driver, batch) = try writing(1...count)
    let commits = answer(&driver, batch, .unsupported)
    let isStopped = commits.contains { if case .stop = $0 { true } else { false } }
    #expect(isStopped == (count == 20))
    let outcomes = commits.compactMap { if case .outcomes(let outcomes, _) = $0 { outcomes } else { nil } }.flatMap {
      $0
    }
    #expect(outcomes.count == count)
  }

  @Test(
    "SEND-7 a success in between, or another reason, begins the count anew",
    arguments: [
      UserResult.Status.done, .full,
    ])
  func notInARow(status: UserResult.Status) throws {
    var (driver, batch) = try writing(1...19)
    var all = answer(&driver, batch, .unsupported)
    for (range, status) in [(20...20, status), (21...39, .unsupported)] {
      for commit in all { _ = driver.handle(.committed(commit)) }
      let next = try self.batch(&driver, range)
      all = answer(&driver, next, status)
      #expect(!all.contains { if case .stop = $0 { true } else { false } })
    }
  }

  @Test(
    "SEND-7 a revocation that the device refuses is not sent again and again: its task or entry goes on from there",
    arguments: [UserResult.Status.unsupported, .failed, .edited(mark: 9)])
  func refusedRevocation(status: UserResult.Status) throws {
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 0, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    var work = Work(standing: standing(head: 5))
    work.writes = [try write(5)]
    var batch: DeviceDriver.Batch?
    for case .ask(_, .write(let asked)) in driver.handle(.found(work)) { batch = asked }
    for commit in answer(&driver, try #require(batch), status) { _ = driver.handle(.committed(commit)) }
    let user = try UserID("5")
    #expect(driver.ahead == [user: 5])
    #expect(driver.cursor == 0)
  }

  @Test("SEND-7 after the device went on, one more refusal does not stop it again")
  func goesOn() throws {
    var (driver, batch) = try writing(1...20)
    for commit in answer(&driver, batch, .unsupported) { _ = driver.handle(.committed(commit)) }
    let next = try self.batch(&driver, 21...21)
    #expect(!answer(&driver, next, .unsupported).contains { if case .stop = $0 { true } else { false } })
  }

  @Test("SEND-5 a write carries epoch and mark, and one refused because of an edit waits for that entry of the log")
  func edited() throws {
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 0, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    var work = Work(standing: standing(head: 1))
    work.writes = [try write(1)]
    work.through = 1
    let asked = driver.handle(.found(work)).compactMap { action -> (WriteUsers, DeviceDriver.Batch)? in
      if case .ask(.writeUsers(let request), .write(let batch)) = action { (request, batch) } else { nil }
    }
    let (request, batch) = try #require(asked.first)
    #expect(request.epoch == 7)
    #expect(request.mark == 3)
    #expect(!request.overwrites)
    let committed = answer(&driver, batch, .edited(mark: 9))
    let outcome = WriteOutcome(user: try UserID("1"), isRemoval: false, status: .edited(mark: 9), task: nil)
    #expect(committed == [.outcomes([outcome], cursor: 1)])
    // The exception is durable before the cursor passes it.
    #expect(driver.cursor == 0)
    _ = driver.handle(.committed(committed[0]))
    #expect(driver.cursor == 1)
  }

  @Test(
    "SEND-2 MERGE-11 the source of a change gets only its base, unless something was edited there since it was read",
    arguments: [(LogID(3), false, true), (2, false, false), (3, true, false)])
  func equalSource(log: LogID, isReadAgain: Bool, isBaseOnly: Bool) throws {
    let user = try UserID("1")
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 0, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    _ = driver.handle(.tookIn([user: .done(.filled, changed: 1, sourceIsEqual: true)], log: log))
    if isReadAgain { _ = driver.handle(.tookIn([user: .done(.noChange, changed: nil, sourceIsEqual: false)], log: 3)) }
    var work = Work(standing: standing(head: 1))
    work.writes = [try write(1)]
    let asked = driver.handle(.found(work)).compactMap { action -> WriteUsers? in
      if case .ask(.writeUsers(let request), _) = action { request } else { nil }
    }
    #expect(try #require(asked.first).writes.map(\.isBaseOnly) == [isBaseOnly])
  }

  @Test("SEND-8 a look that wants no writes does not count as having checked who fits")
  func line() throws {
    var (driver, batch) = try writing(1...3)
    _ = driver.handle(.found(Work(standing: standing(head: 4))))
    let actions = driver.handle(
      .answered(.write(batch), .writeResults(batch.writes.map { UserResult(user: $0.user, .done) })))
    let heads = actions.compactMap { action -> Revision? in
      if case .look(let look) = action { look.lineHead } else { nil }
    }
    #expect(heads == [0])
  }

  // MARK: Questions about the content

  /// Whether it asks for a list, once the store has said that sums are no use.
  private func asks(_ driver: inout DeviceDriver, _ actions: [DeviceDriver.Action]) -> Bool {
    guard let begin = commits(actions).first, case .beginReconcile = begin else { return false }
    let plans = driver.handle(.committed(begin)).contains { if case .plan = $0 { true } else { false } }
    guard plans else { return false }
    return driver.handle(.planned(.needsLists, buckets: false))
      .contains { if case .ask(_, .list) = $0 { true } else { false } }
  }

  private func toCompare(_ hold: Hold? = nil) -> Work {
    Work(
      standing: Standing(
        epoch: 7, mark: 9, gap: nil, gapEnd: 0, hold: hold, reconcile: "access groups", scope: .all,
        serverIsBehind: false, capabilities: .full, head: 0, cursor: 0))
  }

  @Test("SEND-7 a device that refuses to list its users is asked again after pauses, and stopped in the end")
  func refusedList() throws {
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 0, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    do {
      let actions = driver.handle(.found(toCompare()))
      #expect(asks(&driver, actions))
    }
    for refusals in 1..<SurveyPause.mostRefusals {
      let actions = driver.handle(.answered(.list, .refusal(Refusal(.tryAgain, "not now"))))
      #expect(actions.contains { if case .surveyAgain(refusals) = $0 { true } else { false } })
      #expect(commits(actions).isEmpty)
      // Looks between do not ask.
      do {
        let actions = driver.handle(.found(toCompare()))
        #expect(!asks(&driver, actions))
      }
      _ = driver.handle(.surveyDue)
      do {
        let actions = driver.handle(.found(toCompare()))
        #expect(asks(&driver, actions))
      }
    }
    let last = commits(driver.handle(.answered(.list, .refusal(Refusal(.tryAgain, "not now")))))
    #expect(last == [.stop(reason: "it refuses to tell what it holds")])
    _ = driver.handle(.wake)
    for commit in last { _ = driver.handle(.committed(commit)) }
    // That look began before the hold.
    do {
      let actions = driver.handle(.found(toCompare()))
      #expect(!asks(&driver, actions))
    }
    do {
      let actions = driver.handle(.found(toCompare(.stopped)))
      #expect(!asks(&driver, actions))
    }
    // An operator lets it go on.
    _ = driver.handle(.wake)
    do {
      let actions = driver.handle(.found(toCompare()))
      #expect(asks(&driver, actions))
    }
  }

  @Test("SEC-4 a device that lists more users than it can hold is disconnected", arguments: [(3, false), (4, true)])
  func endlessList(listed: Int, isClosed: Bool) throws {
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 0, backlog: 0, storedLog: 0, capacity: 3)
    _ = driver.handle(.begin(setsClock: false))
    let begun = driver.handle(.found(toCompare()))
    #expect(asks(&driver, begun))
    let users = try (1...listed).map {
      ListedUser(user: try UserID("\($0)"), digest: 1, base: nil, isEdited: false, editMark: 0)
    }
    let actions = driver.handle(
      .answered(.list, .digest(Digest(count: listed, sum: 0, users: users, more: true, log: 1))))
    #expect(actions.contains { if case .close = $0 { true } else { false } } == isClosed)
  }

  @Test("PULL-4 a device that counts entries which it does not have is not waited for")
  func countsTooFar() throws {
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 0, backlog: 9, storedLog: 0)
    let asked = driver.handle(.begin(setsClock: false))
    #expect(asked.contains { if case .ask(.readLogs(from: 9, limit: 1), .newestEntry) = $0 { true } else { false } })
    _ = driver.handle(.found(Work(standing: standing(head: 1))))
    _ = driver.handle(.logsStored(mark: 6, pulls: [], causesWork: false))
    #expect(driver.hasBacklog)
    _ = driver.handle(.answered(.newestEntry, .logs(LogPage(epoch: 7, firstLogID: 1, entries: []))))
    #expect(!driver.hasBacklog)
  }
}
