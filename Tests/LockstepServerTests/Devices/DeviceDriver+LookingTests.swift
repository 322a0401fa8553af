import DeviceProtocol
import LockstepCore
import Testing

@testable import LockstepServer
@testable import LockstepStore

struct DeviceDriverLookingTests {
  @Test("SEND-12 the next look does not go through revocations again that are done, unless the cursor goes back")
  func revoked() throws {
    var driver = DeviceDriver(device: try #require(DeviceID(1)), cursor: 0, backlog: 0, storedLog: 0)
    _ = driver.handle(.begin(setsClock: false))
    var work = Work(
      standing: Standing(
        epoch: 7, mark: 3, gap: nil, gapEnd: 0, hold: nil, reconcile: nil, scope: .all, serverIsBehind: false,
        capabilities: .full, head: 9, cursor: 0))
    _ = driver.handle(.found(work))
    func look(_ actions: [DeviceDriver.Action]) -> Revision? {
      actions.compactMap { if case .look(let look) = $0 { look.revoked } else { nil } }.last
    }
    #expect(look(driver.handle(.wake)) == 0)
    work.revoked = 9
    _ = driver.handle(.found(work))
    #expect(look(driver.handle(.wake)) == 9)
    work.revoked = nil
    _ = driver.handle(.found(work))
    #expect(look(driver.handle(.wake)) == 9)
    let ended = DeviceDriver.Commit.endReconcile(reason: "scope", cursor: 2, wasEmpty: false, Compared())
    _ = driver.handle(.committed(ended))
    #expect(look(driver.handle(.found(work))) == 0)
  }
}
