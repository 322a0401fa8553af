import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CardBatchTests {
  @Test("SEND-11 cards that moved or were swapped while a door was away never block")
  func swap() async throws {
    try await Doors.run(2) { doors in
      let (ada, bruno, chiyo) = (try id("171"), try id("172"), try id("173"))
      let cards = try ["1711", "1722", "1733"].map { try card($0) }
      for (user, card) in zip([ada, bruno, chiyo], cards) {
        try await doors.server.add(UserRecord(id: user, name: "Person \(user)", cards: [card]))
      }
      for user in [ada, bruno, chiyo] { try await doors[1].waitUntilHolds(user) }
      await doors[1].disconnect()
      // Ada and Bruno swap, Chiyo's card goes to Ada.
      try await doors.server.change(ada) { $0.setCards([]) }
      try await doors.server.change(bruno) { $0.setCards([cards[0]]) }
      try await doors.server.change(chiyo) { $0.setCards([]) }
      try await doors.server.change(ada) { $0.setCards([cards[1], cards[2]]) }
      try await doors.reconnect(1)
      try await doors[1].waitUntilHolds(ada) { $0.record.cards == [cards[1], cards[2]] }
      try await doors[1].waitUntilHolds(bruno) { $0.record.cards == [cards[0]] }
      try await doors[1].waitUntilHolds(chiyo) { $0.record.cards.isEmpty }
      try await doors.allSettled()
      #expect(try await doors.open(.transferFailed).isEmpty)
      #expect(try await doors.areEqual())
      #expect(doors[1].present(.card(cards[0].number)) == .granted(bruno))
    }
  }

  @Test("SEND-11 a refusal because somebody holds the card is answered once, with the holder's state")
  func heldByAnother() async throws {
    try await Doors.run(2, mode: .allDevices) { doors in
      let (ada, bruno) = (try id("174"), try id("175"))
      let shared = try card("1740")
      try await doors.server.add(UserRecord(id: ada, name: "Ada Quill"))
      for index in 0..<2 { try await doors[index].waitUntilHolds(ada) }
      // Not taken in: the server does not know that Ada has the card there.
      _ = try doors[1].edit(ada, .addCard(shared))
      try await doors[1].waitUntilAllAcknowledged()
      try await doors.server.add(UserRecord(id: bruno, name: "Bruno Tal", cards: [shared]))
      try await doors[1].waitUntilHolds(bruno) { $0.record.cards == [shared] }
      try await doors[1].waitUntilHolds(ada) { $0.record.cards.isEmpty }
      try await doors.allSettled()
      #expect(try await doors.open(.transferFailed).isEmpty)
      #expect(try await doors.areEqual())
    }
  }

  @Test("SEND-11 the holder whom the server has deleted makes room too")
  func heldByDeleted() async throws {
    try await Doors.run(1, mode: .allDevices) { doors in
      let (ada, bruno) = (try id("176"), try id("177"))
      try await doors.server.add(UserRecord(id: ada, name: "Ada Quill", cards: [try card("1760")]))
      try await doors[0].waitUntilHolds(ada)
      try await doors.away(0) {
        try await doors.server.delete(ada)
        try await doors.server.add(UserRecord(id: bruno, name: "Bruno Tal", cards: [try card("1760")]))
      }
      try await doors[0].waitUntilHolds(bruno)
      try await doors.settled(0)
      #expect(!doors[0].memory.holds(ada))
      #expect(try await doors.open(.transferFailed).isEmpty)
      #expect(try await doors.areEqual())
    }
  }
}
