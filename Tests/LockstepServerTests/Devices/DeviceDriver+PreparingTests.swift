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
    work.through = Revision(numbers.upperBound)
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
    actions.compactMap { if case .look(let cursor, _, _, _, true, _, _) = $0 { cursor } else { nil } }
  }

  private func batches(_ actions: [DeviceDriver.Action]) -> [[String]] {
    actions.compactMap { if case .ask(_, .write(let batch)) = $0 { batch.writes.map(\.user.text) } else { nil } }
  }

  @Test("SEND-6 the next batch is ready when the device has written a full one, and goes out at once")
  func readyAtOnce() throws {
    var (driver, first) = try writing(1...64)
    #expect(looks(first) == [64])
    #expect(driver.cursor == 0)
    #expect(driver.handle(.found(try work(65...128))).isEmpty)
    let second = driver.answerWrite(first)
    #expect(batches(second) == [(65...128).map { "\($0)" }])
    #expect(driver.cursor == 64)
    #expect(looks(second) == [128])
    let third = driver.handle(.found(try work(129...130))) + driver.answerWrite(second)
    #expect(batches(third) == [["129", "130"]])
    #expect(driver.cursor == 128)
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
      _ = driver.handle(.found(try work(65...128)))
      #expect(looks(driver.handle(.wake)) == [64])
    } else {
      // It is repeated: what was found may be of before.
      #expect(looks(driver.handle(.wake)).isEmpty)
      #expect(looks(driver.handle(.found(try work(65...128)))) == [64])
    }
    #expect(batches(driver.answerWrite(first)).isEmpty)
    #expect(batches(driver.handle(.found(try work(70...71)))) == [["70", "71"]])
  }

  @Test("SEND-7 after a refusal nothing more is written before it is durable, and what follows is looked up anew")
  func refused() throws {
    var (driver, first) = try writing(1...64)
    _ = driver.handle(.found(try work(65...128)))
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
