import LockstepCore
import Testing

@testable import LockstepServer
@testable import LockstepStore

struct DeviceDriverAnswersTests {
  @Test("PULL-3 of users who are read together half are followed by one look, and each of the others by one")
  func looksOnce() throws {
    let device = try #require(DeviceID(1))
    var driver = DeviceDriver(device: device, cursor: 0, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    var work = Work(
      standing: Standing(
        epoch: 7, mark: 3, gap: nil, gapEnd: 0, hold: nil, reconcile: nil, scope: .all, serverIsBehind: false,
        capabilities: .full, head: 5, cursor: 0))
    let users = try (1...WorkQuery.mostPulls).map { try UserID("\($0)") }
    work.pulls = users
    _ = driver.handle(.found(work))
    let looks = users.map { user in
      let actions = driver.handle(
        .tookIn(user, .done(.noChange, changed: nil, sourceIsEqual: false), log: 3))
      let isLooking = actions.contains { if case .look = $0 { true } else { false } }
      if isLooking { _ = driver.handle(.found(Work(standing: work.standing))) }
      return isLooking
    }
    #expect(looks.prefix(WorkQuery.mostPulls / 2 - 1).allSatisfy { !$0 })
    #expect(looks.suffix(WorkQuery.mostPulls / 2 + 1).allSatisfy { $0 })
  }
}
