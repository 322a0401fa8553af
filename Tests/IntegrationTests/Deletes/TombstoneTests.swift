import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct TombstoneTests {
  @Test("DEL-2 a delete on the server goes to every door; one that was away applies it on return")
  func everywhere() async throws {
    try await Doors.run(3) { doors in
      let user = try id("221")
      try await doors.server.add(UserRecord(id: user, name: "Ada Quill", cards: [try card("2210")]))
      for index in 0..<3 { try await doors[index].waitUntilHolds(user) }
      let head = try await doors.server.store.read { try $0.head() }
      await doors[2].disconnect()
      try await doors.server.delete(user)
      for index in 0..<2 { try await doors[index].waitUntilDoesNotHold(user) }
      #expect(try await doors.server.store.read { try $0.head() } == head + 1)
      #expect(doors[2].present(.card(try CardNumber(text: "2210"))) == .granted(user))
      try await doors.reconnect(2)
      try await doors[2].waitUntilDoesNotHold(user)
      try await doors.allSettled()
      #expect(doors[2].present(.card(try CardNumber(text: "2210"))) == .denied(.unknown))
      #expect(try await doors.server.user(user) == nil)
      #expect(try await doors.areEqual())
    }
  }

  @Test(
    "DEL-3 what was edited at a door after the deletion creates nothing; it is kept, and the delete goes on",
    arguments: ["restore", "discard"], [true, false])
  func edited(action: String, hasBase: Bool) async throws {
    try await Doors.run(2) { doors in
      let user = try id("222")
      if hasBase {
        try await doors.server.add(UserRecord(id: user, name: "Ada Quill", cards: [try card("2220")]))
      } else {
        // The second door has it by an own enrolment, and is away before its base comes.
        try await doors.server.set(.allDevices)
        _ = try doors[1].enrol(UserRecord(id: user, name: "Ada Quill", cards: [try card("2220")]))
        try await doors[1].waitUntilAllAcknowledged()
        await doors[1].disconnect()
        try await doors.server.set(.allDevicesIncludingUserUpdateFromDevice)
        try await doors.server.add(UserRecord(id: user, name: "Ada Quill", cards: [try card("2220")]))
      }
      try await doors[0].waitUntilHolds(user)
      if hasBase { try await doors[1].waitUntilHolds(user) }
      await doors[1].disconnect()
      try await doors.server.delete(user)
      try await doors[0].waitUntilDoesNotHold(user)
      #expect((doors[1].memory.user(user)?.base != nil) == hasBase)
      _ = try doors[1].edit(user, .addFingerprint(try finger(5, "222")))
      try await doors.reconnect(1)
      let entry = try await doors.entry(.editedAfterDeletion, of: user, on: 1)
      try await doors[1].waitUntilDoesNotHold(user)
      try await doors.allSettled()
      #expect(try await doors.server.user(user) == nil)
      #expect(!doors[0].memory.holds(user))

      try await doors.server.decide(entry, action)
      if action == "restore" {
        for index in 0..<2 {
          try await doors[index].waitUntilHolds(user) {
            $0.record.fingerprints.count == 1 && $0.record.cards.count == 1
          }
        }
      }
      try await doors.allSettled()
      #expect(try await (doors.server.user(user) != nil) == (action == "restore"))
      #expect(try await doors.areEqual())
    }
  }

  @Test("DEL-4 an ID used again is another person: what belonged to the earlier one ends, and nothing of it leaks")
  func usedAgain() async throws {
    try await Doors.run(2) { doors in
      let user = try id("223")
      let first = try await doors.server.add(UserRecord(id: user, name: "Ada Quill", cards: [try card("2230")]))
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) }
      _ = try doors[0].edit(user, .name("Ada Tal"))
      let difference = try await doors.entry(.difference, of: user, on: 0)
      await doors[1].disconnect()
      _ = try doors[0].delete(user)
      _ = try await doors.entry(.deletedThere, of: user, on: 0)
      try await doors.server.delete(user)
      _ = try doors[1].edit(user, .addFingerprint(try finger(1, "223")))
      let second = try await doors.server.add(UserRecord(id: user, name: "Bruno Tal"))
      #expect(second.incarnation > first.incarnation)
      try await doors[0].waitUntilHolds(user) { $0.record == second.record }
      #expect(try await doors.again(difference).closedAt != nil)
      #expect(try await doors.open(.deletedThere).isEmpty)
      try await doors.reconnect(1)
      _ = try await doors.entry(.editedAfterDeletion, of: user, on: 1)
      try await doors[1].waitUntilHolds(user) {
        $0.record == second.record && $0.base?.incarnation == second.incarnation
      }
      try await doors.allSettled()
      #expect(try await doors.server.user(user)?.record == second.record)
      #expect(try await doors.areEqual())
    }
  }

  @Test("DEL-4 updates of an earlier person, without base, fill nothing of the one who has the ID now")
  func updatesOfEarlier() async throws {
    try await Doors.run(2, mode: .allDevices) { doors in
      let user = try id("224")
      _ = try doors[1].enrol(UserRecord(id: user, name: "Ada Quill", cards: [try card("2240")]))
      try await doors[1].waitUntilAllAcknowledged()
      await doors[1].disconnect()
      try await doors.server.set(.allDevicesIncludingUserUpdateFromDevice)
      try await doors.server.add(UserRecord(id: user, name: "Ada Quill"))
      try await doors.server.delete(user)
      try await doors.server.add(UserRecord(id: user, name: "Bruno Tal"))
      _ = try doors[1].edit(user, .addFingerprint(try finger(1, "224")))
      try await doors.reconnect(1)
      _ = try await doors.entry(.editedAfterDeletion, of: user, on: 1)
      try await doors[1].waitUntilHolds(user) { $0.record == UserRecord(id: user, name: "Bruno Tal") }
      try await doors.allSettled()
      #expect(try await doors.server.user(user)?.record == UserRecord(id: user, name: "Bruno Tal"))
      #expect(try await doors.areEqual())
    }
  }

  @Test("DEL-4 one who was enrolled after the last delete there is a new person, also where a tombstone stands")
  func enrolledAnew() async throws {
    try await Doors.run(2) { doors in
      let user = try id("225")
      try await doors.server.add(UserRecord(id: user, name: "Ada Quill", cards: [try card("2250")]))
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) }
      try await doors.away(1) {
        try await doors.server.delete(user)
        _ = try doors[1].delete(user)
        _ = try doors[1].enrol(UserRecord(id: user, name: "Chiyo Maruyama"))
        _ = try doors[1].edit(user, .addCard(try card("2251")))
      }
      for index in 0..<2 {
        try await doors[index].waitUntilHolds(user) {
          $0.record.name == "Chiyo Maruyama" && $0.record.cards.count == 1 && $0.base != nil
        }
      }
      try await doors.allSettled()
      #expect(try await doors.server.user(user)?.record.cards == [try card("2251")])
      #expect(try await doors.areEqual())
    }
  }

  @Test("DEL-6 a deleted user is restored as a new incarnation with the same credentials")
  func restored() async throws {
    try await Doors.run(2) { doors in
      let user = try id("226")
      let record = UserRecord(
        id: user, name: "Ada Quill", cards: [try card("2260")], fingerprints: [try finger(2, "226")])
      let first = try await doors.server.add(record)
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) }
      try await doors.server.delete(user)
      for index in 0..<2 { try await doors[index].waitUntilDoesNotHold(user) }
      let now = doors.server.engine.now()
      let second = try await doors.server.engine.commit {
        try $0.restoreUser(user, source: .operator("test"), at: now)
      }
      #expect(second.incarnation > first.incarnation)
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) { $0.record == record } }
      #expect(doors[1].present(.card(try CardNumber(text: "2260"))) == .granted(user))
      try await doors.allSettled()
      #expect(try await doors.areEqual())
      await #expect(throws: StoreError.self) {
        try await doors.server.engine.commit { try $0.restoreUser(user, source: .operator("test"), at: now) }
      }
    }
  }
}
