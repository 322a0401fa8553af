import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

@Suite(.timeLimit(.minutes(1)))
struct RemovalGuardTests {
  /// Over max(10, 5 %) of a device's users.
  @Test(
    "MODE-4 a setting that would remove more than max(10, 5 %) of a device's users needs confirmation",
    arguments: [(10, 0, false), (11, 0, true), (10, 90, false), (20, 380, false), (21, 379, true)])
  func threshold(leaving: Int, staying: Int, needs: Bool) throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      let group = try scene.store.write { try $0.addAccessGroup(named: "Staff") }
      try scene.store.write { try $0.changeDevice(session.device, accessGroups: [group]) }
      try scene.add(1..<(staying + 1), groups: [group])
      try scene.add(5000..<(5000 + leaving))
      try scene.set(.allDevices)
      if needs {
        let preview = try Self.preview { try scene.set(.specificDevices) }
        #expect(preview.devices.map(\.device) == [session.device])
        #expect(preview.devices.map(\.count) == [leaving])
        #expect(try preview.devices.first?.users.first == UserID("5000"))
        #expect(try scene.store.read { try $0.mode() } == .allDevices)
        try scene.set(.specificDevices, confirm: preview.code)
      } else {
        try scene.set(.specificDevices)
      }
      #expect(try scene.store.read { try $0.mode() } == .specificDevices)
    }
  }

  @Test("MODE-4 the confirmation stands for exactly this set: one more user, and it is asked again")
  func exactSet() throws {
    try StoreScene.run { scene in
      _ = try scene.door()
      try scene.add(1..<20)
      try scene.set(.allDevices)
      let first = try Self.preview { try scene.set(.specificDevices) }
      try scene.add(20..<21)
      let second = try Self.preview { try scene.set(.specificDevices, confirm: first.code) }
      #expect(first.total == 19)
      #expect(second.total == 20)
      #expect(first.code != second.code)
      #expect(throws: StoreError.self) { try scene.set(.specificDevices, confirm: "something") }
      try scene.set(.specificDevices, confirm: second.code)
    }
  }

  @Test("MODE-4 groups of a device and a group that goes are guarded alike, and nothing has changed when refused")
  func groups() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      let group = try scene.store.write { try $0.addAccessGroup(named: "Staff") }
      try scene.store.write { try $0.changeDevice(session.device, accessGroups: [group]) }
      try scene.add(1..<30, groups: [group])
      try scene.set(.specificDevices)
      let head = try scene.store.read { try $0.head() }
      let byDevice = try Self.preview {
        try scene.store.write { try $0.changeDevice(session.device, accessGroups: []) }
      }
      let byGroup = try Self.preview {
        try scene.store.write { try $0.removeAccessGroup(group, confirm: nil, source: .operator("test"), at: 1) }
      }
      #expect(byDevice.devices.map(\.count) == [29])
      #expect(byDevice == byGroup)
      #expect(try scene.store.read { try $0.device(session.device).accessGroups } == ["Staff"])
      #expect(try scene.store.read { try $0.head() } == head)
      let confirmed = byGroup.code
      try scene.store.write { try $0.removeAccessGroup(group, confirm: confirmed, source: .operator("test"), at: 1) }
      #expect(try scene.store.read { try $0.accessGroupNames() } == [:])
    }
  }

  @Test("MODE-4 on Not Used a door that was sent users still counts as holding them")
  func heldFromBefore() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      try scene.add(1..<30)
      try scene.set(.allDevices)
      let head = try scene.store.read { try $0.head() }
      try scene.store.write { try $0.saveCursors([session: head]) }
      try scene.set(.notUsed)
      #expect(try Self.preview { try scene.set(.specificDevices) }.total == 29)
    }
  }

  @Test("MODE-4 it counts who is on a door as far as the server knows: of one that is away, up to its cursor")
  func whoIsThere() throws {
    try StoreScene.run { scene in
      try scene.set(.allDevices)
      let (away, empty, present) = (try scene.door(1001), try scene.door(1002), try scene.door(1003))
      try scene.add(1..<70)
      let sent = try scene.store.read { try $0.head() }
      try scene.store.write { transaction in
        try transaction.saveCursors([away: sent])
        for session in [away, empty] { try transaction.ended(session, at: 2) }
      }
      try scene.add(100..<202)
      let preview = try Self.preview { try scene.set(.specificDevices) }
      #expect(preview.devices.map(\.device) == [away.device, present.device])
      #expect(preview.devices.map(\.count) == [69, 171])
    }
  }

  @Test("MODE-4 doors with the same groups share one count: looking at 200 doors reads the users once")
  func sharedCount() throws {
    try StoreScene.run { scene in
      let staff = try scene.store.write { try $0.addAccessGroup(named: "Staff") }
      try scene.set(.allDevices)
      try scene.store.write { transaction in
        for number in 1...200 as ClosedRange<UInt32> {
          let facts = StoreScene.facts(try StoreScene.device(number))
          _ = try transaction.identify(facts, at: 1)
          try transaction.register(facts.device, content: .replace, at: 1)
          _ = try transaction.identify(facts, at: 1)
          try transaction.changeDevice(facts.device, accessGroups: [staff])
        }
      }
      try scene.add(1..<30)
      let statements = try scene.statements { transaction in
        #expect(throws: StoreError.self) { try transaction.setMode(.specificDevices, at: 2) }
      }
      #expect(statements.count { $0.contains("AS earlier") } == 1)
      #expect(statements.count { $0.contains("FROM users") } == 2)
    }
  }

  @Test("MODE-4 users who leave a group by the change are counted, and those who come again by it are not")
  func usersMove() throws {
    try StoreScene.run { scene in
      let session = try scene.door()
      let (staff, guests) = try scene.store.write {
        (try $0.addAccessGroup(named: "Staff"), try $0.addAccessGroup(named: "Guests"))
      }
      try scene.store.write { try $0.changeDevice(session.device, accessGroups: [staff]) }
      try scene.add(1..<30, groups: [staff])
      try scene.set(.specificDevices)
      let preview = try Self.preview {
        try scene.store.write { transaction in
          try transaction.guardingRemovals(confirm: nil) {
            for number in 1..<30 {
              let user = try UserID("\(number)")
              func move(_ groups: [AccessGroupID]) throws {
                _ = try transaction.changeUser(user, source: .operator("test"), at: 2) {
                  $0.record.rights.setAccessGroups(groups)
                }
              }
              try move([guests])
              if number < 10 { try move([staff]) }
            }
          }
        }
      }
      #expect(preview.devices.map(\.count) == [20])
    }
  }

  /// What a refused change would remove.
  private static func preview(_ change: () throws -> Void) throws -> RemovalPreview {
    do {
      try change()
    } catch StoreError.confirmationNeeded(let preview) {
      return preview
    }
    throw NotRefused()
  }

  struct NotRefused: Error {}
}
