import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct FanOutTests {
  @Test("SEND-1 a merge that changed the user goes to every other door; one that changed nothing sends nothing")
  func changedOrNot() async throws {
    try await Doors.run(3) { doors in
      let user = try id("101")
      try await doors.server.add(UserRecord(id: user, name: "Ada Quill"))
      for index in 0..<3 { try await doors[index].waitUntilHolds(user) }
      let before = try #require(try await doors.server.user(user)).revision
      _ = try doors[0].edit(user, .addCard(try card("1010")))
      for index in 0..<3 {
        try await doors[index].waitUntilHolds(user) { $0.record.cards.count == 1 && $0.base?.revision == before + 1 }
      }
      try await doors.allSettled()
      #expect(try await doors.server.user(user)?.revision == before + 1)

      let records = (0..<3).map { doors.answers(of: $0) }
      _ = try doors[0].edit(user, .name("Ada Tal"))
      _ = try await doors.entry(.difference, of: user, on: 0)
      try await doors.allSettled()
      #expect(try await doors.server.user(user)?.revision == before + 1)
      for (index, record) in records.enumerated() {
        let taken = await record.taken(uses: index == 0 ? 1 : 0)
        #expect(taken.writes.isEmpty)
      }
    }
  }

  @Test("SEND-2 the door that a change came from keeps its content and gets only the new base, once")
  func source() async throws {
    try await Doors.run(2) { doors in
      let user = try id("102")
      let answers = doors.answers(of: 0)
      let record = UserRecord(id: user, name: "Ada Quill", fingerprints: [try finger(1, "102")])
      _ = try doors[0].enrol(record)
      try await doors[1].waitUntilHolds(user)
      try await doors[0].waitUntilHolds(user) { $0.base != nil && !$0.isEdited && $0.record == record }
      try await doors.allSettled()
      #expect(doors[0].memory.user(user)?.base == doors[1].memory.user(user)?.base)
      let taken = await answers.taken(uses: 1)
      #expect(taken.writes == [user])
    }
  }

  @Test("SEND-2 a write leaves a slot with an open difference alone, rights excepted")
  func keepList() async throws {
    try await Doors.run(2) { doors in
      let user = try id("103")
      try await doors.server.add(UserRecord(id: user, name: "Ada Quill", cards: [try card("1030")]))
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) }
      _ = try doors[1].edit(user, .name("Ada Tal"), .disabled(true))
      _ = try await doors.entry(.difference, of: user, on: 1, slot: .name)
      _ = try await doors.entry(.difference, of: user, on: 1, slot: .disabled)
      try await doors.server.change(user) { record in
        record.name = "Ada Quill-Tal"
        record.setCards([])
        record.rights.end = 1_900_000_000
      }
      try await doors[1].waitUntilHolds(user) { $0.record.cards.isEmpty }
      try await doors.allSettled()
      let held = try #require(doors[1].memory.user(user)?.record)
      #expect(held.name == "Ada Tal")
      #expect(held.rights == Rights(end: 1_900_000_000))
      #expect(try await doors.open(.difference, of: user).map(\.slot) == [.name])
      #expect(doors[0].memory.user(user)?.record.name == "Ada Quill-Tal")
      #expect(try await doors.areEqual())
    }
  }

  @Test("SEND-3 a write whose result got lost is repeated, and nothing comes of it twice")
  func lostResult() async throws {
    try await Doors.run(2) {
      $0.answerLimit = .milliseconds(500)
    } _: { doors in
      let user = try id("104")
      try await doors.allSettled()
      doors[1].setFaults { $0.lostReplies = 1 }
      let record = UserRecord(id: user, name: "Ada Quill", cards: [try card("1040")])
      try await doors.server.add(record)
      try await doors[1].waitUntilHolds(user)
      try await doors[1].waitUntilDisconnected()
      try await doors[1].waitUntilRegistered()
      try await doors.until("it was written twice") {
        try await $0.server.log(.log, of: doors[1].id, user: user).filter { $0.origin == .server }.count == 2
      }
      try await doors.allSettled()
      #expect(doors.held(user) == [record, record])
      #expect(doors[1].memory.userCount == 1)
      #expect(try await doors.areEqual())
    }
  }

  @Test("SEND-6 a door that was away catches up in revision order, each user once however often it changed")
  func catchUp() async throws {
    try await Doors.run(2) { doors in
      let users = try (111...115).map { try id("\($0)") }
      for user in users { try await doors.server.add(UserRecord(id: user, name: "One")) }
      for user in users { try await doors[1].waitUntilHolds(user) }
      // What it has confirmed, and not what the once-a-second save has seen, is not written again.
      try await doors.settled(1)
      await doors[1].disconnect()
      for name in ["Two", "Three", "Four"] {
        for user in [users[3], users[0], users[2]] { try await doors.server.change(user) { $0.name = name } }
      }
      try await doors.server.add(UserRecord(id: try id("116"), name: "New"))
      try await doors.server.change(users[3]) { $0.name = "Last" }
      let answers = doors.answers(of: 1)
      try await doors.reconnect(1)
      try await doors[1].waitUntilHolds(users[3]) { $0.record.name == "Last" }
      try await doors.settled(1)
      let taken = await answers.taken()
      #expect(taken.writes == [users[0], users[2], try id("116"), users[3]])
      #expect(try await doors.areEqual())
    }
  }

  @Test("SEND-9 the door's own log of a transfer is stored and shown, and causes nothing")
  func echo() async throws {
    try await Doors.run(1) { doors in
      let user = try id("117")
      let answers = doors.answers(of: 0)
      let first = try await doors.server.add(UserRecord(id: user, name: "Ada Quill"))
      try await doors[0].waitUntilHolds(user)
      let second = try await doors.server.change(user) { $0.name = "Ada Tal" }
      try await doors[0].waitUntilHolds(user) { $0.record.name == "Ada Tal" }
      try await doors.settled(0)
      let logs = try await doors.server.log(.log, of: doors[0].id, user: user)
      #expect(logs.map(\.origin) == [.server, .server])
      #expect(logs.map { $0.code?.main } == [EventCode.enrollSuccess.main, EventCode.updateSuccess.main])
      #expect(logs.map(\.revision) == [first.revision, second.revision])
      let taken = await answers.taken()
      #expect(taken.reads.isEmpty)
      #expect(taken.writes.count == 2)
      #expect(try await doors.server.user(user)?.revision == second.revision)
    }
  }
}
