import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct ProtectedTests {
  @Test("SEC-8 a card that a door adds to a guard is on the server a difference, and at no other door")
  func guarded() async throws {
    try await Doors.run(2) { doors in
      let guarded = try id("17")
      let now = doors.server.engine.now()
      try await doors.server.engine.commit {
        _ = try $0.addUser(
          UserRecord(id: guarded, name: "Ada Quill"), isProtected: true, source: .operator("test"), at: now)
      }
      for index in 0..<2 { try await doors[index].waitUntilHolds(guarded) }
      let before = try await doors.server.user(guarded)
      _ = try doors[0].edit(guarded, .addCard(try card("666")))
      let entry = try await doors.entry(.difference, of: guarded, on: 0)
      #expect(entry.reason == "the user is protected")
      try await doors.allSettled()
      #expect(try await doors.server.user(guarded) == before)
      #expect(doors[1].memory.user(guarded)?.record.cards.isEmpty == true)
    }
  }
}
