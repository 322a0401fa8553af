import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DeletedThereTests {
  private func filled(_ doors: Doors, _ users: [UserID]) async throws {
    for user in users { try await doors.server.add(UserRecord(id: user, name: "Person \(user)")) }
    for user in users { for index in doors.fleet.devices.indices { try await doors[index].waitUntilHolds(user) } }
    try await doors.allSettled()
  }

  @Test("DEL-1 a delete at a door is shown, touches neither server nor other doors, and is not undone by a change")
  func untouched() async throws {
    try await Doors.run(2) { doors in
      let user = try id("201")
      try await filled(doors, [user])
      let before = try #require(try await doors.server.user(user))
      _ = try doors[1].delete(user)
      let entry = try await doors.entry(.deletedThere, of: user, on: 1)
      #expect(
        try await doors.server.log(.log, of: doors[1].id, user: user).last?.code?.main == EventCode.deleteSuccess.main)
      #expect(try await doors.server.user(user) == before)
      #expect(doors[0].memory.holds(user))
      try await doors.server.change(user) { $0.name = "Ada Quill" }
      try await doors[0].waitUntilHolds(user) { $0.record.name == "Ada Quill" }
      try await doors.away(1) {}
      try await doors.allSettled()
      #expect(!doors[1].memory.holds(user))
      #expect(try await doors.again(entry).closedAt == nil)
      #expect(try await doors.server.store.read { try $0.expectedContent(of: doors[1].id) }.isEmpty)
    }
  }

  @Test(
    "DEL-1 it ends when an operator sends again or deletes on the server, or with an enrolment there",
    arguments: ["send-again", "delete-on-server", "enrolment"])
  func ends(by way: String) async throws {
    try await Doors.run(2) { doors in
      let user = try id("202")
      try await filled(doors, [user])
      _ = try doors[1].delete(user)
      let entry = try await doors.entry(.deletedThere, of: user, on: 1)
      switch way {
      case "enrolment":
        _ = try doors[1].enrol(UserRecord(id: user, cards: [try card("2020")]))
        for index in 0..<2 { try await doors[index].waitUntilHolds(user) { $0.record.cards.count == 1 } }
        #expect(try await doors.server.user(user)?.record.name == "Person 202")
        try await doors[1].waitUntilHolds(user) { $0.record.name == "Person 202" }
      case "send-again":
        try await doors.server.decide(entry, way)
        try await doors[1].waitUntilHolds(user) { $0.record.name == "Person 202" }
      default:
        try await doors.server.decide(entry, way)
        try await doors[0].waitUntilDoesNotHold(user)
        #expect(try await doors.server.user(user) == nil)
      }
      try await doors.allSettled()
      #expect(try await doors.again(entry).closedAt != nil)
      #expect(try await doors.areEqual())
    }
  }

  @Test("DEL-1 delete all at a door is one entry; newcomers still come, the others when they are sent again")
  func deleteAll() async throws {
    try await Doors.run(2) { doors in
      let users = try (211...214).map { try id("\($0)") }
      try await filled(doors, users)
      doors[1].deleteAll()
      let entry = try await doors.entry(.deletedThere, on: 1)
      #expect(entry.user == nil)
      #expect(try await doors.open(.deletedThere).count == 1)
      try await doors.server.change(users[0]) { $0.name = "Ada Quill" }
      try await doors[0].waitUntilHolds(users[0]) { $0.record.name == "Ada Quill" }
      let newcomer = try id("215")
      try await doors.server.add(UserRecord(id: newcomer, name: "Bruno Tal"))
      try await doors[1].waitUntilHolds(newcomer)
      _ = try doors[1].enrol(UserRecord(id: users[1]))
      try await doors[1].waitUntilHolds(users[1]) { $0.record.name == "Person 212" }
      try await doors.allSettled()
      #expect(doors[1].memory.userIDs == [users[1], newcomer])
      #expect(doors[0].memory.userCount == 5)
      #expect(try await doors.server.store.read { try $0.userCount() } == 5)

      try await doors.server.decide(entry, "send-again")
      for user in users { try await doors[1].waitUntilHolds(user) }
      try await doors.allSettled()
      #expect(try await doors.areEqual())
    }
  }
}
