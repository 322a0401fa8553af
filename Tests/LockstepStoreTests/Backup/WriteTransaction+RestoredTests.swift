import LockstepCore
import Testing

@testable import LockstepStore

@Suite("A database that was put back", .timeLimit(.minutes(1)))
struct RestoredTests {
  @Test("FAIL-3 who was behind an entry that is gone gets all that comes after the restore", arguments: [0, 3])
  func follow(entries: Int) throws {
    try StoreScene.run { scene in
      for mode in [SynchronizationMode.allDevices, .notUsed, .specificDevices].prefix(entries) { try scene.set(mode) }
      let kept = try scene.events()
      // They have seen more than what was put back.
      let seen = try scene.store.read { try $0.lastEvent() } + 1000
      try scene.store.write { try $0.noteRestored(copyOf: "yesterday", at: 9) }
      try scene.set(.allDevices)
      let missed = try scene.store.read { try $0.events(EventQuery(direction: .after(seen), limit: 10)) }
      #expect(missed.map(\.kind) == [.serverBehind, .modeChanged])
      #expect(try scene.events().map(\.id) == kept.map(\.id) + missed.map(\.id))
    }
  }

  /// A door comes that holds a revision as its highest.
  private func meet(_ revision: Revision, _ scene: StoreScene, _ door: SessionKey) throws -> [String?] {
    var facts = StoreScene.facts(door.device)
    (facts.server, facts.highestRevision) = (scene.store.server, revision)
    _ = try scene.identify(facts)
    return try scene.attention(.serverBehind).map(\.reason)
  }

  @Test("FAIL-3 a base of a past that is lost is known for what it is, also when the head is above it by now")
  func lostPast() throws {
    try StoreScene.run { scene in
      let door = try scene.door()
      try scene.add([17, 18])
      let before = try scene.store.read { try $0.head() }
      // It starts again, and goes on from what it has; in the past that is lost it went on without a pause.
      try scene.store.write { try $0.leap(1_000_000) }
      try scene.add([19, 20])
      let after = try scene.store.read { try $0.head() }
      #expect(after == before + 1_000_002)
      for known in [0, 1, before, before + 1_000_001, after] { #expect(try meet(known, scene, door).isEmpty) }
      let found = try meet(before + 2, scene, door)
      #expect(found == ["device \(door.device) holds revision \(before + 2), which the server has never given out"])
    }
  }

  @Test("FAIL-3 once it is settled, bases up to there are no surprise, and those of another start are one again")
  func lostPastSettled() throws {
    try StoreScene.run { scene in
      let door = try scene.door()
      try scene.add([17])
      for _ in 1...3 { try scene.store.write { try $0.leap(1_000_000) } }
      let head = try scene.store.read { try $0.head() }
      #expect(try meet(500, scene, door).count == 1)
      let entry = try #require(try scene.attention(.serverBehind).first)
      try scene.store.write { try $0.decide(entry.id, "servers-state", by: "test", at: 6) }
      for known in [1, 400, 500, head + 1] { #expect(try meet(known, scene, door).isEmpty) }
      for lost in [501, head - 500_000, head + 2] {
        #expect(try scene.store.read { try $0.hasGivenOut(lost) } == false)
      }
    }
  }

  @Test("FAIL-3 a server that has given out nothing begins with one")
  func firstStart() throws {
    try StoreScene.run { scene in
      try scene.store.write { try $0.leap(1_000_000) }
      #expect(try scene.store.read { try $0.head() } == 0)
      try scene.add([17])
      #expect(try scene.store.read { try $0.existingUser(UserID("17")) }.revision == 1)
    }
  }
}
