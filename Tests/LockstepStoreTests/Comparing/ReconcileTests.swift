import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct ReconcileTests {
  private let everything = ListPage(users: [], after: nil, through: nil)

  private func reason(_ scene: StoreScene, _ session: SessionKey) throws -> String? {
    try scene.store.read { try $0.standing(of: session.device) }.reconcile
  }

  @Test("MODE-5 a change of the scope while a compare goes on is followed by another one, whatever asked for the first")
  func changedDuringCompare() throws {
    try StoreScene.run { scene in
      try scene.set(.specificDevices)
      let door = try scene.door()
      let (lab, hall) = try scene.store.write {
        (try $0.addAccessGroup(named: "Laboratory"), try $0.addAccessGroup(named: "Hall"))
      }
      try scene.store.write { try $0.changeDevice(door.device, accessGroups: [lab]) }
      let first = try #require(try reason(scene, door))
      _ = try scene.store.write {
        try $0.beginReconcile(session: door, at: 2)
        return try $0.reconcile(everything, session: door, at: 2)
      }
      try scene.store.write { try $0.changeDevice(door.device, accessGroups: [lab, hall]) }
      try scene.store.write { try $0.endReconcile(first, cursor: 0, wasEmpty: true, session: door) }
      let second = try #require(try reason(scene, door))
      _ = try scene.store.write {
        try $0.beginReconcile(session: door, at: 3)
        return try $0.reconcile(everything, session: door, at: 3)
      }
      try scene.store.write { try $0.endReconcile(second, cursor: 0, wasEmpty: true, session: door) }
      #expect(try reason(scene, door) == nil)
    }
  }

  @Test("MODE-5 an operator's choice that is being carried out is not repeated, but the new scope is reached")
  func changedDuringChoice() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let door = try scene.door()
      try scene.store.write { try $0.requestReconcile(door.device, WriteTransaction.replace) }
      _ = try scene.store.write {
        try $0.beginReconcile(session: door, at: 2)
        return try $0.reconcile(everything, session: door, at: 2)
      }
      try scene.set(.specificDevices)
      try scene.store.write {
        try $0.endReconcile(WriteTransaction.replace, cursor: 0, wasEmpty: true, session: door)
      }
      let next = try #require(try reason(scene, door))
      #expect(ContentChoice(rawValue: next) == nil)
    }
  }

  @Test("SEC-6 replace with the server's leaves nobody out for an entry that was open")
  func replacesEntries() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let door = try scene.door()
      let user = try UserID("17")
      try scene.store.write { transaction in
        try transaction.open(.newOnDevice, user: user, device: door.device, reason: "on the device only", at: 1)
        try transaction.requestReconcile(door.device, WriteTransaction.replace)
      }
      let listed = ListedUser(user: user, digest: 1, base: nil, isEdited: true, editMark: 1)
      let page = ListPage(users: [listed], after: nil, through: nil)
      _ = try scene.store.write {
        try $0.beginReconcile(session: door, at: 2)
        return try $0.reconcile(page, session: door, at: 2)
      }
      #expect(try scene.attention().isEmpty)
      #expect(try scene.work(door.device).removals.map(\.user) == [user])
    }
  }

  @Test("SEC-6 who is enrolled after replace with the server's has begun is taken in as ever")
  func enrolledMeanwhile() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevicesIncludingUserUpdateFromDevice)
      let door = try scene.door()
      try scene.ingest([StoreScene.entry(1, user: "17")], door)
      try scene.store.write { try $0.requestReconcile(door.device, WriteTransaction.replace) }
      try scene.store.write { try $0.beginReconcile(session: door, at: 2) }
      try scene.ingest([StoreScene.entry(2, user: "18")], door)
      #expect(try scene.work(door.device).pulls.map(\.text) == ["18"])
    }
  }
}
