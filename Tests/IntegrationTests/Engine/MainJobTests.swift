import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// The main job, end to end over real TCP.
@Suite(.timeLimit(.minutes(1)))
struct MainJobTests {
  @Test("SEND-1 a user enrolled at one door is on every other door, and its card opens the last one")
  func enrolment() async throws {
    try await Doors.run(5) { doors in
      let ada = try id("17")
      let record = UserRecord(
        id: ada, name: "Ada Byron", cards: [try card("12345")], fingerprints: [try finger(0, "17")])
      _ = try doors[0].enrol(record)
      for index in 0..<5 {
        try await doors[index].waitUntilHolds(ada) { $0.record == record && $0.base != nil }
      }
      #expect(doors[4].present(.card(try CardNumber(text: "12345"))) == .granted(ada))
      let user = try #require(try await doors.server.user(ada))
      #expect(user.record == record)
      #expect(try await doors.areEqual())
    }
  }

  @Test("MERGE-3 a second finger and a name fill vacant slots, a changed name is kept and becomes a difference")
  func merge() async throws {
    try await Doors.run(3) { doors in
      let user = try id("18")
      try await doors.server.add(UserRecord(id: user, cards: [try card("777", .accessOnCard)]))
      for index in 0..<3 { try await doors[index].waitUntilHolds(user) }
      _ = try doors[0].edit(user, .addFingerprint(try finger(3, "18")))
      try await doors[2].waitUntilHolds(user) { $0.record.fingerprints.count == 1 }
      _ = try doors[1].edit(user, .name("Grace Hopper"))
      try await doors[2].waitUntilHolds(user) { $0.record.name == "Grace Hopper" && $0.record.fingerprints.count == 1 }
      try await doors[0].waitUntilHolds(user) { $0.record.name == "Grace Hopper" }
      _ = try doors[2].edit(user, .name("Somebody Else"))
      try await doors[2].waitUntilAllAcknowledged()
      try await doors.until("a difference") {
        try await $0.server.store.read { try $0.openDifferences(of: user, on: try #require(DeviceID(1003))).count } == 1
      }
      #expect(try await doors.server.user(user)?.record.name == "Grace Hopper")
      #expect(doors[0].memory.user(user)?.record.name == "Grace Hopper")
      #expect(doors[2].memory.user(user)?.record.name == "Somebody Else")
      #expect(try await doors.areEqual())
    }
  }
}
