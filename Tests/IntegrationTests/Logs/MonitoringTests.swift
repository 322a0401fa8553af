import AdminClient
import AdminModel
import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// What the monitoring log shows, in the field's words (LOG-8).
@Suite(.timeLimit(.minutes(1)))
struct MonitoringTests {
  @Test("LOG-8 enroll, update, delete at a door and by the server, rights restored, logs lost, connected, disconnected")
  func words() async throws {
    try await Doors.run(2) { doors in
      let (greta, hugo) = (try id("11"), try id("12"))
      _ = try doors[0].enrol(UserRecord(id: greta, name: "Greta Falk"))
      try await doors[1].waitUntilHolds(greta)
      _ = try doors[0].edit(greta, .addCard(try card("1100")))
      try await doors[1].waitUntilHolds(greta) { $0.record.cards.count == 1 }
      try await doors.server.add(UserRecord(id: hugo, rights: Rights(end: 1_900_000_000)))
      for index in 0..<2 { try await doors[index].waitUntilHolds(hugo) }
      try await doors.settled(0)
      _ = try doors[0].edit(hugo, .end(0))
      try await doors[0].waitUntilHolds(hugo) { $0.record.rights.end == 1_900_000_000 && !$0.isEdited }
      _ = try doors[0].delete(greta)
      try await doors.settled(0)
      try await doors.server.delete(hugo)
      for index in 0..<2 { try await doors[index].waitUntilDoesNotHold(hugo) }
      doors[0].skipLogIDs(2)
      _ = try doors[0].enrol(UserRecord(id: try id("13")))
      try await doors.settled(0)
      await doors[1].disconnect()
      try await doors.until("it is seen") { try await !$0.server.log(.disconnected, of: $0[1].id).isEmpty }
      let (first, second) = (doors[0].id.number, doors[1].id.number)
      try await Administration.run(doors.server) { admin in
        let events = try await admin.client.events().all()
        let shown = Set(events.map { "\($0.device ?? 0) \($0.title) \($0.user ?? "")" })
        let expected = [
          "\(first) User enroll succeeded (Device) 11", "\(first) User update succeeded (Device) 11",
          "\(second) User enroll succeeded (Server) 11", "\(second) User update succeeded (Server) 11",
          "\(first) Rights restored 12", "\(first) User update succeeded (Server) 12",
          "\(first) User delete succeeded (Device) 11", "\(second) User delete succeeded (Server) 12",
          "\(first) Event logs lost ", "\(first) Device connected ", "\(second) Device disconnected ",
        ]
        for line in expected { #expect(shown.contains(line), "\(line) is not shown") }
      }
    }
  }

  @Test("LOG-8 what could not be saved says that the change is on this device only, and offers a retry")
  func saveFailed() async throws {
    try await Doors.run(2) { doors in
      try await doors.server.add(UserRecord(id: try id("21"), name: "Inga Moll"))
      try await doors[0].waitUntilHolds(try id("21"))
      await doors[0].disconnect()
      // Differs in case only from a user that the server gets meanwhile.
      _ = try doors[0].enrol(UserRecord(id: try id("guest-a"), name: "Jon Reed"))
      try await doors.server.add(UserRecord(id: try id("Guest-A"), name: "Kai Moor"))
      try await doors.reconnect(0)
      try await doors.until("it is shown") { try await !$0.server.log(.saveFailed).isEmpty }
      try await Administration.run(doors.server) { admin in
        let event = try #require(try await admin.client.events(EventFilter(kind: "save-failed")).all().first)
        #expect(event.title == "Fail to save to the server DB")
        #expect(event.outcome == "The change is on this device only")
        #expect(event.user == "guest-a" && event.device == doors[0].id.number)
      }
      let entry = try #require(try await doors.server.attention(.saveFailed, on: doors[0].id).first)
      #expect(entry.kind.actions.contains("retry"))
      #expect(doors[0].memory.user(try id("guest-a"))?.record.name == "Jon Reed")
      try await doors.server.delete(try id("Guest-A"))
      try await doors.server.decide(entry, "retry")
      try await doors[1].waitUntilHolds(try id("guest-a"))
      #expect(try await doors.server.attention(.saveFailed).isEmpty)
    }
  }
}
