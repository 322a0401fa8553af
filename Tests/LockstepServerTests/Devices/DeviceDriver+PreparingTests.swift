import DeviceProtocol
import LockstepCore
import Testing

@testable import LockstepServer
@testable import LockstepStore

/// What follows a full batch is looked up while the device writes it.
struct DeviceDriverPreparingTests {
  private func work(_ numbers: ClosedRange<Int>) throws -> Work {
    var work = Work(
      standing: Standing(
        epoch: 7, mark: 3, gap: nil, gapEnd: 0, hold: nil, reconcile: nil, scope: .all, serverIsBehind: false,
        capabilities: .full, head: 200, cursor: 0))
    work.writes = try numbers.map {
      PendingWrite(user: try UserID("\($0)"), revision: Revision($0), state: [UInt8($0)], keep: [], task: nil)
    }
    (work.through, work.isFull) = (Revision(numbers.upperBound), numbers.count == 64)
    return work
  }

  /// A driver that has a batch written, and what came of that.
  private func writing(_ numbers: ClosedRange<Int>) throws -> (DeviceDriver, [DeviceDriver.Action]) {
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 0, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    let actions = driver.handle(.found(try work(numbers)))
    return (driver, actions)
  }

  private func looks(_ actions: [DeviceDriver.Action]) -> [Revision] {
    actions.compactMap { if case .look(let look) = $0, look.wantsWrites { look.cursor } else { nil } }
  }

  private func batches(_ actions: [DeviceDriver.Action]) -> [[String]] {
    actions.compactMap { if case .ask(_, .write(let batch)) = $0 { batch.writes.map(\.user.text) } else { nil } }
  }

  @Test("SEND-6 the next batch is sent while the device writes a full one, and the one after it is ready")
  func sentAhead() throws {
    var (driver, first) = try writing(1...64)
    #expect(looks(first) == [64])
    #expect(driver.cursor == 0)
    let second = driver.handle(.found(try work(65...128)))
    #expect(batches(second) == [(65...128).map { "\($0)" }])
    #expect(looks(second) == [128])
    // No more than two.
    #expect(driver.handle(.found(try work(129...130))).isEmpty)
    let third = driver.answerWrite(first)
    #expect(driver.cursor == 64)
    #expect(batches(third) == [["129", "130"]])
    #expect(looks(third).isEmpty)
    #expect(looks(driver.answerWrite(second)).isEmpty)
    #expect(driver.cursor == 128)
    #expect(looks(driver.answerWrite(third)) == [130])
  }

  @Test(
    "SEND-12 what ends where the batch under way ends is not sent ahead: a revocation that waits for a pull holds it up"
  )
  func sameEnd() throws {
    var (driver, first) = try writing(1...64)
    var again = try work(65...70)
    again.through = 64
    #expect(driver.handle(.found(again)).isEmpty)
    #expect(batches(driver.answerWrite(first)) == [(65...70).map { "\($0)" }])
    #expect(driver.cursor == 64)
  }

  @Test("SEND-6 what a device answers to the batch that was sent ahead counts in its turn")
  func answersInTurn() throws {
    var (driver, first) = try writing(1...64)
    let second = driver.handle(.found(try work(65...128)))
    #expect(driver.answerWrite(second).isEmpty)
    #expect(driver.cursor == 0)
    let refused = driver.answerWrite(first, .edited(mark: 9))
    #expect(driver.cursor == 0)
    let commits = refused.compactMap { if case .commit(let commit) = $0 { commit } else { nil } }
    #expect(commits.count == 1)
    for commit in commits { #expect(batches(driver.handle(.committed(commit))).isEmpty) }
    #expect(driver.cursor == 128)
    // Looked up before the refusal: what follows is looked up once more.
    let rest = driver.handle(.found(try work(129...130)))
    #expect(batches(rest) == [["129", "130"]])
    #expect(looks(driver.answerWrite(rest)).isEmpty)
    #expect(driver.cursor == 130)
  }

  @Test(
    "SEND-12 a revocation, or a task, waits for the batch under way and is not sent ahead", arguments: [true, false])
  func onlyChanges(isRemoval: Bool) throws {
    var (driver, first) = try writing(1...64)
    var work = try work(65...70)
    if isRemoval {
      work.removals = [PendingRemoval(user: try UserID("9"), revision: 65, task: nil)]
    } else {
      let task = PendingTask(generation: 1, attempts: 0, overwrites: false, transfer: nil)
      work.writes = [PendingWrite(user: try UserID("9"), revision: 3, state: [9], task: task)]
      work.through = nil
    }
    #expect(driver.handle(.found(work)).isEmpty)
    let next = driver.answerWrite(first)
    #expect(batches(next) == (isRemoval ? [] : [["9"]]))
    #expect(next.contains { if case .ask(.deleteUsers, _) = $0 { true } else { false } } == isRemoval)
  }

  @Test("SEND-6 after a batch that is not full nothing is looked up before it is written")
  func notFull() throws {
    var (driver, actions) = try writing(1...63)
    #expect(looks(actions).isEmpty)
    #expect(looks(driver.answerWrite(actions)) == [63])
  }

  @Test("SEND-12 what was found is looked up anew when something has changed meanwhile", arguments: [true, false])
  func changedMeanwhile(isFoundFirst: Bool) throws {
    var (driver, first) = try writing(1...64)
    if isFoundFirst {
      // What is on its way already stays so.
      let second = driver.handle(.found(try work(65...70)))
      #expect(looks(driver.handle(.wake)).isEmpty)
      #expect(looks(driver.answerWrite(first) + driver.answerWrite(second)).isEmpty)
      _ = driver.handle(.found(try work(70...70)))
    } else {
      // It is repeated: what was found may be of before.
      #expect(looks(driver.handle(.wake)).isEmpty)
      let found = driver.handle(.found(try work(65...128)))
      #expect(looks(found) == [64] && batches(found).isEmpty)
      #expect(batches(driver.answerWrite(first)).isEmpty)
      #expect(batches(driver.handle(.found(try work(70...71)))) == [["70", "71"]])
    }
  }

  @Test("SEND-7 after a refusal nothing more is written before it is durable, and what follows is looked up anew")
  func refused() throws {
    var (driver, first) = try writing(1...64)
    var nothing = try work(65...65)
    nothing.writes = []
    #expect(driver.handle(.found(nothing)).isEmpty)
    let refused = driver.answerWrite(first, .edited(mark: 9))
    #expect(batches(refused).isEmpty && looks(refused).isEmpty)
    #expect(driver.cursor == 0)
    for case .commit(let commit) in refused {
      let after = driver.handle(.committed(commit))
      #expect(batches(after).isEmpty)
      #expect(looks(after) == [64])
    }
    #expect(driver.cursor == 64)
  }

  @Test(
    "LOG-4 SEND-5 nothing is written before the log is known to be the one that the server has; a removal goes at once")
  func logIsUnchecked() throws {
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 0, backlog: 3, storedLog: 3)
    _ = driver.handle(.begin(setsClock: false))
    #expect(batches(driver.handle(.found(try work(1...2)))).isEmpty)
    _ = driver.handle(.wake)
    var removal = try work(1...2)
    removal.removals = [PendingRemoval(user: try UserID("9"), revision: 3, task: nil)]
    let actions = driver.handle(.found(removal))
    #expect(actions.contains { if case .ask(.deleteUsers, _) = $0 { true } else { false } })
  }
}
