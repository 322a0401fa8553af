import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct OtherPersonTests {
  /// Ada has ID 61 on the server and at the first door; Bruno was enrolled under it at the second, which was away.
  private func held(_ doors: Doors, _ user: UserID, option: String = "true") async throws {
    try await doors.server.set(.holdPossibleOtherPersons, to: option)
    await doors[1].disconnect()
    _ = try doors[0].enrol(UserRecord(id: user, name: "Ada Quill", cards: [try card("611")]))
    try await doors.until("Ada") { try await $0.server.user(user) != nil }
    _ = try doors[1].enrol(UserRecord(id: user, name: "Bruno Tal", cards: [try card("612")]))
    try await doors.reconnect(1)
  }

  @Test("MERGE-9 with the option off, an enrol of an ID that the server has is merged")
  func off() async throws {
    try await Doors.run(2) { doors in
      let user = try id("61")
      try await held(doors, user, option: "false")
      _ = try await doors.entry(.difference, of: user, on: 1, slot: .name)
      #expect(try await doors.server.user(user)?.record.cards.count == 2)
      #expect(try await doors.open(.possibleOtherPerson).isEmpty)
    }
  }

  @Test(
    "MERGE-9 who may be another person is held, whatever is edited there, until an operator decides",
    arguments: ["same-person", "other-person", "discard"])
  func decided(action: String) async throws {
    try await Doors.run(2) { doors in
      let user = try id("61")
      try await held(doors, user)
      let entry = try await doors.entry(.possibleOtherPerson, of: user, on: 1)
      _ = try doors[1].edit(user, .personalMessage("I am Bruno"))
      try await doors.allSettled()
      #expect(try await doors.server.user(user)?.record.personalMessage == "")
      #expect(try await doors.server.user(user)?.record.cards == [try card("611")])
      #expect(doors.held(user).map { $0?.name } == ["Ada Quill", "Bruno Tal"])
      #expect(try await doors.again(entry).closedAt == nil)

      try await doors.server.decide(entry, action)
      let other = try id("1000000000")
      switch action {
      case "same-person":
        for index in 0..<2 { try await doors[index].waitUntilHolds(user) { $0.record.cards.count == 2 } }
        #expect(try await doors.open(.difference, of: user).map(\.slot) == [.name])
        try await doors.allSettled()
        #expect(try await doors.server.user(user)?.record.personalMessage == "I am Bruno")
        #expect(doors.held(user).map { $0?.name } == ["Ada Quill", "Bruno Tal"])
      case "other-person":
        for index in 0..<2 {
          try await doors[index].waitUntilHolds(user) { $0.record.name == "Ada Quill" && $0.record.cards.count == 1 }
          try await doors[index].waitUntilHolds(other) { $0.record.name == "Bruno Tal" && $0.record.cards.count == 1 }
        }
        #expect(doors[0].present(.card(try CardNumber(text: "612"))) == .granted(other))
        #expect(doors[1].present(.card(try CardNumber(text: "611"))) == .granted(user))
      default:
        try await doors[1].waitUntilHolds(user) { $0.record.name == "Ada Quill" }
        #expect(doors[1].present(.card(try CardNumber(text: "612"))) == .denied(.unknown))
        #expect(try await doors.server.user(other) == nil)
      }
      #expect(try await doors.again(entry).outcome == action)
      try await doors.allSettled()
      #expect(try await doors.areEqual())
    }
  }

  @Test("MERGE-9 a deletion on the server spares who may be another person: a new person of that door (DEL-4)")
  func deletedMeanwhile() async throws {
    try await Doors.run(2) { doors in
      let user = try id("61")
      try await held(doors, user)
      _ = try await doors.entry(.possibleOtherPerson, of: user, on: 1)
      try await doors.server.delete(user)
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) { $0.record.name == "Bruno Tal" } }
      #expect(try await doors.server.user(user)?.record.cards == [try card("612")])
      try await doors.allSettled()
      #expect(try await doors.areEqual())
    }
  }
}
