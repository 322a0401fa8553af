import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// A log or a memory that starts anew, or goes back (LOG-4).
@Suite(.timeLimit(.minutes(1)))
struct EpochTests {
  @Test("LOG-4 a cleared log is a new epoch: the mark starts anew, and an enrolment whose log was cleared is found")
  func clearedLog() async throws {
    try await Doors.run(2) { doors in
      try await doors.server.add(UserRecord(id: try id("11"), name: "Stays Put"))
      for index in 0..<2 { try await doors[index].waitUntilHolds(try id("11")) }
      try await doors.settled(0)
      let old = doors[0].memory.epoch
      await doors[0].disconnect()
      _ = try doors[0].enrol(UserRecord(id: try id("12"), name: "Log Gone"))
      doors[0].clearLog()
      try await doors.reconnect(0)
      try await doors[1].waitUntilHolds(try id("12"))
      try await doors.settled(0)
      let known = try await doors.server.known(doors[0].id)
      #expect(known.epoch == doors[0].memory.epoch && known.epoch != old)
      #expect(known.logMark == doors[0].memory.log.lastID)
      #expect(known.hold == nil)
      #expect(try await doors.server.log(.newEpoch, of: doors[0].id).count == 1)
      // The numbers of the new epoch stand beside those of the old one.
      #expect(try await doors.server.logIDs(of: doors[0].id).first == 1)
      #expect(try await doors.server.log(.log, of: doors[0].id).contains { $0.epoch == old && $0.log == 1 })
      #expect(try await doors.areEqual())
    }
  }

  @Test("LOG-4 a door that comes back empty is refilled, and nobody is deleted because of it")
  func reset() async throws {
    try await Doors.run(2) { doors in
      for number in 1...70 { try await doors.server.add(UserRecord(id: try id("\(number)"), name: "P \(number)")) }
      for index in 0..<2 { try await doors[index].wait("it holds all") { $0.memory.userCount == 70 } }
      try await doors.settled(0)
      doors[0].resetDatabase()
      try await doors[0].wait("it is empty") { $0.memory.userCount == 0 }
      try await doors[0].wait("it is refilled") { $0.memory.userCount == 70 }
      try await doors.settled(0)
      #expect(doors[1].memory.userCount == 70)
      #expect(try await doors.server.store.read { try $0.userCount() } == 70)
      #expect(try await doors.server.attention() == [])
      #expect(try await doors.areEqual())
    }
  }

  @Test("LOG-4 restored memory is suspended: logs are stored, nothing is pulled, only deletions go; resume goes on")
  func restoredMemory() async throws {
    try await Doors.run(2) { doors in
      let (leaver, stays) = (try id("21"), try id("22"))
      for user in [leaver, stays] { try await doors.server.add(UserRecord(id: user, name: "Person \(user)")) }
      for index in 0..<2 { try await doors[index].wait("it holds both") { $0.memory.userCount == 2 } }
      try await doors.settled(0)
      let backup = doors[0].memory
      _ = try doors[0].enrol(UserRecord(id: try id("23"), name: "After Backup"))
      try await doors[1].waitUntilHolds(try id("23"))
      try await doors.settled(0)
      doors[0].restore(backup)
      try await doors.until("it is suspended") { try await $0.server.known($0[0].id).hold == .suspended }
      try await doors[0].waitUntilRegistered()
      #expect(try await doors.server.attention(.suspended, on: doors[0].id).count == 1)
      let record = doors.answers(of: 0)
      _ = try doors[0].enrol(UserRecord(id: try id("24"), name: "While Suspended"))
      try await doors[0].waitUntilAllAcknowledged()
      try await doors.server.change(stays) { $0.name = "Not Yet There" }
      try await doors.server.delete(leaver)
      try await doors[0].waitUntilDoesNotHold(leaver)
      _ = try await doors.server.engine.compare(doors[0].id)
      let events = await record.taken(uses: 1)
      #expect(events.reads == [])
      #expect(events.writes == [])
      #expect(events.removals == [leaver])
      #expect(try await doors.server.log(.log, of: doors[0].id, user: try id("24")).map(\.code) == [.enrollSuccess])
      #expect(!doors[1].memory.holds(try id("24")))
      #expect(doors[0].memory.user(stays)?.record.name == "Person 22")

      try await doors.server.choose(.resume, for: doors[0].id)
      try await doors[1].waitUntilHolds(try id("24"))
      try await doors[0].waitUntilHolds(try id("23"))
      try await doors[0].waitUntilHolds(stays) { $0.record.name == "Not Yet There" }
      try await doors.settled(0)
      #expect(try await doors.server.attention(.suspended).isEmpty)
      #expect(try await doors.areEqual())
    }
  }

  @Test(
    "LOG-4 a clone writes another entry under a number that the server has: it is suspended, nothing of it is pulled")
  func clone() async throws {
    try await Doors.run(2) { doors in
      try await doors.server.add(UserRecord(id: try id("31")))
      for index in 0..<2 { try await doors[index].waitUntilHolds(try id("31")) }
      try await doors.settled(0)
      await doors[0].disconnect()
      let clone = doors[0].duplicate()
      _ = doors[0].present(.card(try CardNumber(text: "1")))
      try await doors.reconnect(0)
      try await doors.settled(0)
      await doors[0].disconnect()
      // The same numbers, and at the server's mark another entry.
      _ = try clone.enrol(UserRecord(id: try id("32"), name: "Cloned"))
      for _ in 0..<5 { _ = clone.present(.card(try CardNumber(text: "2"))) }
      try clone.connect(to: "127.0.0.1", port: doors.server.port)
      try await clone.waitUntilRegistered()
      try await doors.until("it is suspended") { try await $0.server.known($0[0].id).hold == .suspended }
      #expect(try await doors.server.user(try id("32")) == nil)
      #expect(!doors[1].memory.holds(try id("32")))
      let reason = try #require(try await doors.server.attention(.suspended).first).reason
      #expect(reason.contains("differs"))
      await clone.disconnect()
    }
  }

  @Test("LOG-4 an entry that comes again with other content suspends at once, and both are kept")
  func differingEntry() async throws {
    try await Doors.run(1) { doors in
      var memory = try RawDevice.memory()
      _ = memory.present(.card(try CardNumber(text: "1")), at: 100)
      try await RawDevice.run(doors.server, memory) { raw in
        let first = try #require(memory.log.all.first)
        #expect(try await raw.upload([first]) == .logsStored(mark: 1))
        let other = LogEntry(id: 1, time: first.time, code: .enrollSuccess, origin: .device, user: "99")
        #expect(try await raw.upload([other]) == .logsStored(mark: 1))
        let known = try await doors.server.known(memory.device)
        #expect(known.hold == .suspended)
        let stored = try await doors.server.log(.log, of: memory.device)
        #expect(stored.map(\.code) == [first.code, .enrollSuccess])
        #expect(try await doors.server.known(doors[0].id).hold == nil)
      }
    }
  }
}
