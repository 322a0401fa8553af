import LockstepCore
import Testing

@testable import LockstepStore

@Suite("What waits for devices, and since when", .timeLimit(.minutes(1)))
struct BacklogTests {
  private func add(_ id: String, at now: Int64, groups: [AccessGroupID] = [], _ scene: StoreScene) throws {
    _ = try scene.store.write { store in
      try store.addUser(
        UserRecord(id: UserID(id), rights: Rights(accessGroups: groups)), source: .operator("test"), at: now)
    }
  }

  private func oldest(_ scene: StoreScene) throws -> [Int64?] {
    try scene.store.read { try $0.backlog() }.devices.map(\.oldestChange)
  }

  @Test("the oldest change that a device has not got, since it was made; what was there before the device is newer")
  func change() throws {
    try StoreScene.run { scene in
      try add("1", at: 10, scene)
      _ = try scene.identify(StoreScene.facts(StoreScene.device(1001)))
      #expect(try scene.store.read { try $0.backlog() }.waitingDevices == 1)
      try scene.store.write { try $0.register(StoreScene.device(1001), at: 40) }
      // Not Used: nothing is sent by itself.
      #expect(try oldest(scene) == [nil])
      _ = try scene.store.write { try $0.setMode(.allDevices, confirm: nil, at: 30) }
      #expect(try oldest(scene) == [40])
      _ = try scene.store.write { try $0.setMode(.specificDevices, confirm: nil, at: 50) }
      #expect(try oldest(scene) == [nil])
      _ = try scene.store.write { try $0.setMode(.allDevices, confirm: nil, at: 60) }
      #expect(try oldest(scene) == [60])
    }
  }

  @Test("only what concerns the device counts, and the first of it")
  func concerned() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      _ = try scene.store.write { try $0.setMode(.specificDevices, confirm: nil, at: 2) }
      let group = try scene.store.write { try $0.addAccessGroup(named: "North") }
      try scene.store.write { try $0.changeDevice(session.device, accessGroups: [group]) }
      try add("1", at: 10, scene)
      #expect(try oldest(scene) == [nil])
      try add("2", at: 20, groups: [group], scene)
      try add("3", at: 30, groups: [group], scene)
      #expect(try oldest(scene) == [20])
      try scene.store.write { try $0.deleteUser(UserID("1"), at: 35) }
      #expect(try oldest(scene) == [20])
      try scene.store.write { try $0.deleteUser(UserID("2"), at: 40) }
      #expect(try oldest(scene) == [30])
      let standing = try scene.store.read { try $0.backlog() }
      #expect(standing.devices.map(\.isOnHold) == [false] && standing.devices.map(\.oldestPull) == [nil])
    }
  }

  @Test("the oldest pull that waits")
  func pull() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      _ = try scene.store.write { try $0.setMode(.allDevicesIncludingUserUpdateFromDevice, confirm: nil, at: 2) }
      let entries = [StoreScene.entry(1), StoreScene.entry(2, user: "18")]
      _ = try scene.store.write { try $0.ingest([entries[0]], epoch: 7, session: session, at: 20) }
      _ = try scene.store.write { try $0.ingest([entries[1]], epoch: 7, session: session, at: 30) }
      #expect(try scene.store.read { try $0.backlog() }.devices.map(\.oldestPull) == [20])
    }
  }
}
