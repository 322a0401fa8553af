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
}
