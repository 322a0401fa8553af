import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct SaveFailedTests {
  @Test("FAIL-1 what cannot be saved is logged with its reason, stays on that door only, is kept, and waits for Retry")
  func retried() async throws {
    try await Doors.run(2) { doors in
      let (taken, user) = (try id("ada"), try id("ADA"))
      try await doors.server.add(UserRecord(id: taken, name: "Ada Quill"))
      for index in 0..<2 { try await doors[index].waitUntilHolds(taken) }
      let record = UserRecord(id: user, name: "Ada Tal", cards: [try card("2310")])
      _ = try doors[1].enrol(record)
      let entry = try await doors.entry(.saveFailed, of: user, on: 1)
      #expect(entry.reason.contains("case"))
      #expect(!entry.reason.contains("2310"))
      #expect(entry.value == RecordBytes.encode(record))
      #expect(try await doors.server.log(.saveFailed, of: doors[1].id, user: user).map(\.detail) == [entry.reason])
      // Later transfers lose nothing.
      try await doors.server.add(UserRecord(id: try id("232"), name: "Bruno Tal"))
      for index in 0..<2 { try await doors[index].waitUntilHolds(try id("232")) }
      try await doors.away(1) {}
      try await doors.allSettled()
      #expect(doors.held(user) == [nil, record])
      #expect(try await doors.server.user(user) == nil)

      try await doors.server.delete(taken)
      try await doors.server.decide(entry, "retry")
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) { $0.record == record && $0.base != nil } }
      try await doors.allSettled()
      #expect(try await doors.server.user(user)?.record == record)
      #expect(try await doors.areEqual())
    }
  }

  @Test("FAIL-1 discarded, it is taken off the door")
  func discarded() async throws {
    try await Doors.run(1) { doors in
      let user = try id("ADA")
      try await doors.server.add(UserRecord(id: try id("ada"), name: "Ada Quill"))
      _ = try doors[0].enrol(UserRecord(id: user, name: "Ada Tal"))
      let entry = try await doors.entry(.saveFailed, of: user, on: 0)
      try await doors.server.decide(entry, "discard")
      try await doors[0].waitUntilDoesNotHold(user)
      try await doors.settled(0)
      #expect(try await doors.areEqual())
    }
  }
}
