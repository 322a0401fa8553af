import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// Log entries that never arrive (LOG-3).
@Suite(.timeLimit(.minutes(1)))
struct GapTests {
  @Test("LOG-3 the ring ran over while a door was away: the loss is shown, who was edited is pulled, a compare follows")
  func ringRanOver() async throws {
    try await Doors.run(2, logCapacity: 6) { doors in
      let (kept, gone, edited, new) = (try id("11"), try id("12"), try id("13"), try id("14"))
      for user in [kept, gone, edited] { try await doors.server.add(UserRecord(id: user, name: "Person \(user)")) }
      for index in 0..<2 { try await doors[index].wait("it holds all") { $0.memory.userCount == 3 } }
      try await doors.settled(0)
      await doors[0].disconnect()
      let last = doors[0].memory.log.lastID
      _ = try doors[0].enrol(UserRecord(id: new, name: "Lost Once"))
      _ = try doors[0].edit(edited, .addCard(try card("1300")))
      _ = try doors[0].delete(gone)
      for _ in 0..<8 { _ = doors[0].present(.card(try CardNumber(text: "404"))) }
      let first = doors[0].memory.log.firstID
      #expect(first > last + 3)
      try await doors.reconnect(0)
      try await doors[1].waitUntilHolds(new) { $0.record.name == "Lost Once" }
      try await doors[1].waitUntilHolds(edited) { $0.record.cards.count == 1 }
      try await doors.settled(0)
      let lost = try await doors.server.log(.logsLost, of: doors[0].id)
      #expect(lost.map(\.detail) == ["\(last + 1)…\(first - 1)"])
      let compared = try #require(try await doors.server.log(.compared, of: doors[0].id).last)
      #expect(try #require(lost.first).id < compared.id)
      #expect(try await doors.server.standing(of: doors[0].id).gap == nil)
      // The lost deletion is followed too: shown, and the user stays everywhere else.
      let entries = try await doors.server.attention(.deletedThere, on: doors[0].id)
      #expect(entries.map(\.user) == ["12"])
      #expect(!doors[0].memory.holds(gone))
      #expect(doors[1].memory.holds(gone))
      #expect(try await doors.server.user(gone) != nil)
    }
  }

  @Test("LOG-3 a lost delete all is followed: nobody is sent there again, and who was enrolled after it is pulled")
  func lostDeleteAll() async throws {
    try await Doors.run(2, logCapacity: 6) { doors in
      let (one, two, new) = (try id("21"), try id("22"), try id("23"))
      for user in [one, two] { try await doors.server.add(UserRecord(id: user)) }
      for index in 0..<2 { try await doors[index].wait("it holds both") { $0.memory.userCount == 2 } }
      try await doors.settled(0)
      await doors[0].disconnect()
      doors[0].deleteAll()
      _ = try doors[0].enrol(UserRecord(id: new, name: "After All"))
      for _ in 0..<8 { _ = doors[0].present(.card(try CardNumber(text: "404"))) }
      try await doors.reconnect(0)
      try await doors[1].waitUntilHolds(new)
      try await doors.settled(0)
      #expect(doors[0].memory.userIDs == [new])
      #expect(doors[1].memory.userCount == 3)
      let entries = try await doors.server.attention(.deletedThere, on: doors[0].id)
      #expect(entries.map(\.user) == [nil])
    }
  }

  @Test("LOG-3 a write carries the mark below the gap: an edit whose log was lost is taken in, not overwritten")
  func editInAGap() async throws {
    try await Doors.run(2) { doors in
      let user = try id("31")
      try await doors.server.add(UserRecord(id: user))
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) }
      try await doors.settled(0)
      await doors[0].disconnect()
      _ = try doors[0].edit(user, .name("Typed There"))
      // The entry of the edit is lost from the ring.
      for _ in 0..<1000 { _ = doors[0].present(.card(try CardNumber(text: "404"))) }
      try await doors.server.change(user) { $0.personalMessage = "from the server" }
      try await doors.reconnect(0)
      for index in 0..<2 {
        try await doors[index].waitUntilHolds(user) {
          $0.record.name == "Typed There" && $0.record.personalMessage == "from the server"
        }
      }
      try await doors.settled(0)
      #expect(try await doors.server.log(.logsLost).count == 1)
      #expect(try await doors.areEqual())
    }
  }

  @Test("LOG-3 log IDs that jump on a live link: one gap, its users pulled, nobody else is concerned")
  func jump() async throws {
    try await Doors.run(2) { doors in
      try await doors.settled(0)
      let before = doors[0].memory.log.lastID
      doors[0].skipLogIDs(40)
      _ = try doors[0].enrol(UserRecord(id: try id("41"), name: "Jumped"))
      try await doors[1].waitUntilHolds(try id("41"))
      try await doors.settled(0)
      #expect(try await doors.server.log(.logsLost).map(\.detail) == ["\(before + 1)…\(before + 40)"])
      #expect(try await doors.server.log(.logsLost, of: doors[1].id).isEmpty)
      #expect(try await doors.areEqual())
    }
  }
}
