import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CardConflictTests {
  @Test("MERGE-4 a card of another user is refused on its own, the rest merges, and the conflict names both users")
  func conflict() async throws {
    try await Doors.run(2) { doors in
      let (ada, bruno) = (try id("41"), try id("42"))
      let shared = try card("4711")
      try await doors.server.add(UserRecord(id: ada, name: "Ada Quill"))
      for index in 0..<2 { try await doors[index].waitUntilHolds(ada) }
      try await doors.away(1) {
        _ = try doors[0].enrol(UserRecord(id: bruno, name: "Bruno Tal", cards: [shared]))
        try await doors.until("the card is Bruno's") { try await $0.server.user(bruno) != nil }
        _ = try doors[1].edit(ada, .addCard(shared), .addFingerprint(try finger(2, "41")))
      }
      let entry = try await doors.entry(.difference, of: ada, on: 1, slot: .card(shared))
      #expect(entry.user == "41")
      #expect(entry.reason.contains("42"))
      let known = try #require(try await doors.server.user(ada)).record
      #expect(known.cards.isEmpty)
      #expect(known.fingerprints.count == 1)
      #expect(try await doors.server.user(bruno)?.record.cards == [shared])
      try await doors[0].waitUntilHolds(ada) { $0.record.fingerprints.count == 1 && $0.record.cards.isEmpty }
      let failures = try await doors.server.log(.saveFailed, of: doors[1].id, user: ada)
      #expect(failures.count == 1)
      #expect(failures.allSatisfy { $0.detail.contains("42") && !$0.detail.contains("4711") })

      // Bruno cannot come to this door while Ada's difference keeps the card there.
      let failed = try await doors.entry(.transferFailed, of: bruno, on: 1)
      #expect(failed.reason.contains("41"))
      #expect(doors[1].memory.user(ada)?.record.cards == [shared])
      await #expect(throws: StoreError.self) { try await doors.server.decide(entry, "use-device-value") }
      try await doors.server.decide(entry, "use-server-value")
      try await doors[1].waitUntilHolds(ada) { $0.record.cards.isEmpty }
      try await doors.server.decide(failed, "retry")
      try await doors[1].waitUntilHolds(bruno) { $0.record.cards == [shared] }
      try await doors.allSettled()
      #expect(try await doors.areEqual())
    }
  }
}
