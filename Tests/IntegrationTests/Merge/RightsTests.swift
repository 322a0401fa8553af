import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RightsTests {
  @Test(
    "MERGE-11 a door that allows more is written back at once, and it is logged",
    arguments: [
      RecordChange.disabled(false), .end(0), .accessGroups([1, 2]), .securityLevel(1),
    ])
  func more(change: RecordChange) async throws {
    try await Doors.run(2) { doors in
      let lab = try await doors.server.addGroup("Laboratory")
      _ = try await doors.server.addGroup("Office")
      let user = try id("91")
      let rights = Rights(accessGroups: [lab], end: 1_900_000_000, isDisabled: true, securityLevel: 3)
      try await doors.server.add(UserRecord(id: user, name: "Ada Quill", rights: rights))
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) }
      _ = try doors[1].edit(user, change)
      #expect(doors[1].memory.user(user)?.record.rights != rights)
      try await doors[1].waitUntilHolds(user) { $0.record.rights == rights && !$0.isEdited }
      #expect(try await doors.server.log(.rightsRestored, of: doors[1].id, user: user).count == 1)
      try await doors.allSettled()
      #expect(try await doors.server.user(user)?.record.rights == rights)
      #expect(try await doors.open(.difference).isEmpty)
      #expect(doors[0].memory.user(user)?.record.rights == rights)
      #expect(try await doors.areEqual())
    }
  }

  @Test(
    "MERGE-11 a door that only allows less stays stricter: a difference until an operator decides",
    arguments: ["use-server-value", "use-device-value"])
  func less(action: String) async throws {
    try await Doors.run(2) { doors in
      let user = try id("92")
      try await doors.server.add(UserRecord(id: user, name: "Ada Quill", cards: [try card("920")]))
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) }
      _ = try doors[1].edit(user, .disabled(true))
      let entry = try await doors.entry(.difference, of: user, on: 1, slot: .disabled)
      try await doors.allSettled()
      #expect(try await doors.again(entry).closedAt == nil)
      #expect(doors.held(user).map { $0?.rights.isDisabled } == [false, true])
      #expect(try await doors.server.log(.rightsRestored).isEmpty)
      #expect(try await doors.areEqual())

      try await doors.server.decide(entry, action)
      let isDisabled = action == "use-device-value"
      for index in 0..<2 {
        try await doors[index].waitUntilHolds(user) { $0.record.rights.isDisabled == isDisabled }
      }
      try await doors.allSettled()
      #expect(try await doors.server.user(user)?.record.rights.isDisabled == isDisabled)
      #expect(try await doors.open(.difference).isEmpty)
      #expect(try await doors.areEqual())
    }
  }
}
