import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct RemovedValueTests {
  @Test("MERGE-10 a card removed while a door was away stays away, the door's edit arrives, and a card put back is new")
  func removedCard() async throws {
    try await Doors.run(2) { doors in
      let user = try id("71")
      let lost = try card("711")
      try await doors.server.add(UserRecord(id: user, name: "Ada Quill", cards: [lost]))
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) }
      try await doors.away(1) {
        try await doors.server.change(user) { $0.setCards([]) }
        _ = try doors[1].edit(user, .addFingerprint(try finger(4, "71")))
      }
      for index in 0..<2 {
        try await doors[index].waitUntilHolds(user) { $0.record.cards.isEmpty && $0.record.fingerprints.count == 1 }
      }
      try await doors.allSettled()
      #expect(try await doors.server.user(user)?.record.cards.isEmpty == true)
      #expect(try await doors.open(.difference).isEmpty)
      #expect(try await doors.areEqual())

      _ = try doors[1].edit(user, .addCard(lost))
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) { $0.record.cards == [lost] } }
      #expect(try await doors.server.user(user)?.record.cards == [lost])
    }
  }

  @Test("MERGE-10 replaced and cleared values are stale on a door that was away, and no difference")
  func replaced() async throws {
    try await Doors.run(2) { doors in
      let user = try id("72")
      try await doors.server.add(
        UserRecord(
          id: user, name: "Ada Quill", personalMessage: "Hello", pin: SimulatedCredential.pin("1234"),
          fingerprints: [try finger(0, "72")]))
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) }
      let scan = try finger(0, "72", scan: "again")
      try await doors.away(1) {
        try await doors.server.change(user) { record in
          record.name = "Ada Tal"
          record.personalMessage = ""
          record.pin = nil
          record.setFingerprints([scan])
        }
        _ = try doors[1].edit(user, .addCard(try card("722")))
      }
      let wanted = UserRecord(id: user, name: "Ada Tal", cards: [try card("722")], fingerprints: [scan])
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) { $0.record == wanted } }
      try await doors.allSettled()
      #expect(try await doors.server.user(user)?.record == wanted)
      #expect(try await doors.open(.difference).isEmpty)
    }
  }

  @Test("MERGE-10 MERGE-6 a name that a door had shortened is stale once it is replaced on the server")
  func shortened() async throws {
    try await Doors.run(1) { doors in
      let door = try await doors.joined(2001, DeviceModel.fingerTerminal.capabilities)
      let user = try id("73")
      let long = "Maximiliane von und zu Hohenfeld-Brand"
      try await doors.server.add(UserRecord(id: user, name: long))
      try await door.waitUntilHolds(user) { $0.record.name == "Maximiliane von und zu H" }
      await door.disconnect()
      try await doors.server.change(user) { $0.name = "Maxi Brand" }
      _ = try door.edit(user, .addFingerprint(try finger(0, "73")))
      door.connect()
      try await door.waitUntilHolds(user) { $0.record.name == "Maxi Brand" && $0.record.fingerprints.count == 1 }
      try await doors[0].waitUntilHolds(user) { $0.record.name == "Maxi Brand" && $0.record.fingerprints.count == 1 }
      #expect(try await doors.server.user(user)?.record.name == "Maxi Brand")
      #expect(try await doors.open(.difference).isEmpty)
      #expect(try await doors.isEqual(door))
      await door.disconnect()
    }
  }
}
