import LockstepCore
import LockstepStore
import LockstepTesting
import Testing

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
