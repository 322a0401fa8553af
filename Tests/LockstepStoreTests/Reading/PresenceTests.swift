import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct PresenceTests {
  @Test("SEND-12 the doors that have not confirmed a deletion are listed, with since when, until each has")
  func deleted() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let door = try scene.door()
      let page = ListPage(users: [], after: nil, through: nil)
      let reason = try scene.store.read { try $0.standing(of: door.device) }.reconcile
      if let reason {
        _ = try scene.store.write { try $0.reconcile(page, session: door, at: 2) }
        try scene.store.write { try $0.endReconcile(reason, cursor: 0, wasEmpty: true, session: door) }
      }
      try scene.add([17])
      let user = try UserID("17")
      try scene.store.write { try $0.deleteUser(user, at: 77) }
      let before = try scene.store.read { try $0.presence(of: user) }
      #expect(before.map(\.state) == [.pending])
      #expect(before.map(\.since) == [77])
      let head = try scene.store.read { try $0.head() }
      try scene.store.write { try $0.saveCursors([door: head]) }
      #expect(try scene.store.read { try $0.presence(of: user) }.map(\.state) == [.outOfScope])
      #expect(throws: StoreError.unknown("user 99")) {
        try scene.store.read { try $0.presence(of: try UserID("99")) }
      }
    }
  }
}
