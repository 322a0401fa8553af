import DeviceProtocol
import LockstepCore
import Testing

@testable import LockstepServer
@testable import LockstepStore

/// Changes that were looked up for all devices.
struct DeviceDriverChangesTests {
  private let device: DeviceID

  init() throws { device = try #require(DeviceID(1)) }

  private func work() -> Work {
    var work = Work(
      standing: Standing(
        epoch: 7, mark: 3, gap: nil, gapEnd: 0, hold: nil, reconcile: nil, scope: .all, serverIsBehind: false,
        capabilities: .full, head: 5, cursor: 0))
    work.through = 5
    return work
  }

  /// A driver that has everything up to revision 5.
  private func idle() -> DeviceDriver {
    var driver = DeviceDriver(device: device, cursor: 0, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    _ = driver.handle(.found(work()))
    return driver
  }

  private func batch(_ from: Revision, _ head: Revision, plain: Bool = true) -> ChangeBatch {
    ChangeBatch(
      from: from, head: head, changed: [], users: [], plain: plain ? [device] : [], isUrgent: false,
      takesUserUpdates: true, audience: nil)
  }

  private func changes(_ from: Revision, _ through: Revision, _ writes: [PendingWrite]) -> DeviceDriver.Event {
    .changes(Changes(from: from, through: through, writes: writes))
  }

  private func writes(_ revisions: Revision...) throws -> [PendingWrite] {
    try revisions.map { PendingWrite(user: try UserID("\($0)"), revision: $0, state: [UInt8($0)]) }
  }

  @Test(
    "SEND-4 a device that has all that was changed before takes the rest without a look of its own, and has it then")
  func takes() throws {
    var driver = idle()
    #expect(driver.cursor == 5)
    #expect(driver.wants(batch(5, 7)) == 5 && driver.wants(batch(3, 7)) == 5)
    let actions = driver.handle(changes(5, 7, try writes(6, 7)))
    let request = try request(actions)
    #expect(request.epoch == 7 && request.mark == 3 && request.writes.map(\.state) == [[6], [7]])
    let after = driver.answerWrite(actions)
    #expect(!looks(after) && driver.cursor == 7)
  }

  @Test("SEND-6 what is changed while it writes is written after that, each user once, also without a look")
  func takesMeanwhile() throws {
    var driver = idle()
    let first = driver.handle(changes(5, 6, try writes(6)))
    #expect(driver.wants(batch(6, 7)) == 6)
    #expect(driver.handle(changes(6, 7, try writes(7))).isEmpty)
    #expect(driver.wants(batch(6, 9)) == 7)
    let again = [PendingWrite(user: try UserID("7"), revision: 9, state: [9])]
    #expect(driver.handle(changes(7, 9, again)).isEmpty)
    let second = driver.answerWrite(first)
    #expect(driver.cursor == 6)
    #expect(try request(second).writes.map(\.state) == [[9]])
    let third = driver.answerWrite(second)
    #expect(driver.cursor == 9)
    #expect(!(second + third).contains { if case .look = $0 { true } else { false } })
  }

  @Test("SEND-7 after a refusal what was changed meanwhile is looked up anew")
  func refused() throws {
    var driver = idle()
    let first = driver.handle(changes(5, 6, try writes(6)))
    _ = driver.handle(changes(6, 7, try writes(7)))
    let refused = driver.answerWrite(first, .edited(mark: 9))
    for case .commit(let commit) in refused {
      let after = driver.handle(.committed(commit))
      #expect(after.contains { if case .look = $0 { true } else { false } })
      #expect(!after.contains { if case .ask = $0 { true } else { false } })
    }
    #expect(driver.cursor == 6)
  }

  @Test(
    "LIMIT-5 what does not fit one frame is looked up in pieces",
    arguments: [true, false], [(WorkQuery.mostTold, 1), (2, WorkQuery.mostBytes / 2)])
  func tooMuch(isWriting: Bool, size: (users: Int, bytes: Int)) throws {
    var driver = idle()
    let first = driver.handle(changes(5, 6, try writes(6)))
    if !isWriting { _ = driver.answerWrite(first) }
    let many = try (7..<(7 + size.users)).map {
      PendingWrite(
        user: try UserID("\($0)"), revision: Revision($0), state: [UInt8](repeating: 1, count: size.bytes))
    }
    let actions = driver.handle(changes(6, 100, many))
    #expect(actions.contains { if case .look = $0 { true } else { false } })
    #expect(!actions.contains { if case .ask = $0 { true } else { false } })
  }

  @Test(
    "LOG-4 DEL-1 changes that may be older than the last look are not written: it may have seen a hold, or a deletion")
  func olderThanTheLook() {
    var driver = DeviceDriver(device: device, cursor: 0, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    var held = Work(
      standing: Standing(
        epoch: 7, mark: 3, gap: nil, gapEnd: 0, hold: .suspended, reconcile: nil, scope: .all, serverIsBehind: false,
        capabilities: .full, head: 7, cursor: 5))
    held.hasOpenEntries = true
    _ = driver.handle(.found(held))
    #expect(driver.wants(batch(0, 7)) == nil && driver.wants(batch(0, 6)) == nil)
  }

  private func request(_ actions: [DeviceDriver.Action]) throws -> WriteUsers {
    for case .ask(.writeUsers(let request), _) in actions { return request }
    throw NoWrite()
  }

  struct NoWrite: Error {}

  @Test("SEND-6 what concerns other devices alone moves the cursor, and what is older than the last look does nothing")
  func noWrites() {
    var driver = idle()
    #expect(driver.handle(changes(5, 9, [])).isEmpty)
    #expect(driver.cursor == 9)
    #expect(driver.handle(changes(5, 8, [])).isEmpty)
    #expect(driver.cursor == 9)
  }

  @Test("SEND-4 a device that is behind, has more to do, or is busy looks for itself")
  func looks() throws {
    let idle = idle()
    #expect(idle.wants(batch(6, 7)) == nil && idle.wants(batch(5, 7, plain: false)) == nil)
    var writing = idle
    _ = writing.handle(changes(5, 6, try writes(6)))
    #expect(writing.wants(batch(7, 8)) == nil)
    var asked = idle
    _ = asked.handle(.compare(request: 1, isDeep: false))
    _ = asked.handle(.found(work()))
    #expect(asked.wants(batch(5, 7)) == nil)
    #expect(DeviceDriver(device: device, cursor: 5, backlog: 0, storedLog: 0).wants(batch(5, 7)) == nil)
  }

  private func looks(_ actions: [DeviceDriver.Action]) -> Bool {
    actions.contains { if case .look = $0 { true } else { false } }
  }

  /// Work that was found up to a head, with what is to be written.
  private func work(_ head: Revision, _ writes: [PendingWrite] = []) -> Work {
    var work = Work(
      standing: Standing(
        epoch: 7, mark: 3, gap: nil, gapEnd: 0, hold: nil, reconcile: nil, scope: .all, serverIsBehind: false,
        capabilities: .full, head: head, cursor: 0))
    (work.through, work.writes) = (head, writes)
    return work
  }

  @Test("SEND-4 what is told of while it looks is written after what the look has found, without another look")
  func toldWhileLooking() throws {
    var driver = idle()
    #expect(looks(driver.handle(.wake)))
    #expect(driver.wants(batch(5, 6)) == 5)
    #expect(driver.handle(changes(5, 6, try writes(6))).isEmpty)
    #expect(driver.handle(changes(6, 7, try writes(7))).isEmpty)
    // The look saw the first of them.
    let first = driver.handle(.found(work(6, try writes(6))))
    #expect(!looks(first))
    #expect(try request(first).writes.map(\.state) == [[6]])
    let second = driver.answerWrite(first)
    #expect(!looks(second))
    #expect(try request(second).writes.map(\.state) == [[7]])
    #expect(!looks(driver.answerWrite(second)))
    #expect(driver.cursor == 7)
  }

  @Test("SEND-4 a look that has seen all that was told of meanwhile writes nothing twice")
  func seenByTheLook() throws {
    var driver = idle()
    _ = driver.handle(.wake)
    _ = driver.handle(changes(5, 6, try writes(6)))
    let first = driver.handle(.found(work(7, try writes(6, 7))))
    #expect(try request(first).writes.count == 2)
    let after = driver.answerWrite(first)
    #expect(!looks(after) && driver.cursor == 7)
    #expect(!after.contains { if case .ask = $0 { true } else { false } })
  }

  @Test("LOG-4 SEND-12 what is told of while it looks is looked up anew where the look has found more than changes")
  func moreThanChanges() throws {
    var held = Work(
      standing: Standing(
        epoch: 7, mark: 3, gap: nil, gapEnd: 0, hold: .suspended, reconcile: nil, scope: .all, serverIsBehind: false,
        capabilities: .full, head: 6, cursor: 5))
    held.hasOpenEntries = true
    var driver = idle()
    _ = driver.handle(.wake)
    _ = driver.handle(changes(5, 6, try writes(6)))
    // As old as the look, which has seen a hold: nothing of it is written.
    let actions = driver.handle(.found(held))
    #expect(!actions.contains { if case .ask = $0 { true } else { false } })
    #expect(looks(actions))
    // Something else wakes it while it looks: what was told before is looked up with it.
    var woken = idle()
    _ = woken.handle(.wake)
    _ = woken.handle(changes(5, 6, try writes(6)))
    _ = woken.handle(.wake)
    let again = woken.handle(.found(work(5)))
    #expect(looks(again) && woken.cursor == 5)
    #expect(looks(woken.handle(.found(work(6, try writes(6))))) == false)
  }

  @Test("SEND-4 what is told of while it writes what a look has found is left to the look that follows")
  func toldBeforeTheNextLook() throws {
    var driver = idle()
    let first = driver.handle(changes(5, 6, try writes(6)))
    _ = driver.handle(.wake)
    _ = driver.handle(.found(work(6)))
    #expect(driver.willLook)
    #expect(driver.handle(changes(6, 7, try writes(7))).isEmpty)
    #expect(looks(driver.answerWrite(first)))
  }
}
