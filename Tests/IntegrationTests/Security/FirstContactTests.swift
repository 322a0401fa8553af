import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import NIOPosix
import Testing

/// Devices that come with users on them (SEC-6).
@Suite(.timeLimit(.minutes(1)))
struct FirstContactTests {
  /// A door with three users: 11 as the server has it, 12 with another name, 13 that only the door has.
  private static func newcomer(_ number: UInt32 = 3001) throws -> SimulatedDevice {
    var memory = try RawDevice.memory(number, seed: 4)
    _ = try memory.enrol(UserRecord(id: try id("11"), name: "Same Name"), at: 100)
    _ = try memory.enrol(UserRecord(id: try id("12"), name: "Name There", cards: [try card("1212")]), at: 100)
    _ = try memory.enrol(UserRecord(id: try id("13"), name: "Only There"), at: 100)
    return SimulatedDevice(memory: memory, on: MultiThreadedEventLoopGroup.singleton.next())
  }

  private static func addUsers(_ doors: Doors) async throws {
    try await doors.server.add(UserRecord(id: try id("11"), name: "Same Name"))
    try await doors.server.add(UserRecord(id: try id("12"), name: "Name Here"))
    try await doors.server.add(UserRecord(id: try id("14"), name: "Only Here"))
    try await doors[0].wait("it holds all") { $0.memory.userCount == 3 }
  }

  @Test(
    "SEC-6 it is on hold: its logs are history, its users are compared, other names among them, nothing is pulled or written"
  )
  func onHold() async throws {
    try await Doors.run(1) { doors in
      try await Self.addUsers(doors)
      let newcomer = try Self.newcomer()
      let before = newcomer.memory.allUsers
      try await doors.join(newcomer)
      try await newcomer.waitUntilAllAcknowledged()
      #expect(try await doors.server.known(newcomer.id).hold == .firstContact)
      #expect(try await doors.server.attention(.firstContact, on: newcomer.id).count == 1)
      let compared = try await doors.server.engine.compare(newcomer.id)
      #expect(compared.same == 1)
      #expect(compared.users.map(\.user.text) == ["12", "13", "14"])
      #expect(compared.users.map(\.finding) == [.edited, .new, .missing])
      #expect(compared.otherNames == [try id("12")])
      // What comes from now on is stored, and waits for the operator too.
      _ = try newcomer.edit(try id("13"), .personalMessage("later"))
      try await newcomer.waitUntilAllAcknowledged()
      try await doors.server.change(try id("11")) { $0.personalMessage = "not yet" }
      try await doors[0].waitUntilHolds(try id("11")) { $0.record.personalMessage == "not yet" }
      _ = try await doors.server.engine.compare(newcomer.id)
      #expect(newcomer.memory.allUsers.map(\.base) == [nil, nil, nil])
      #expect(newcomer.memory.allUsers.prefix(2) == before.prefix(2))
      #expect(try await doors.server.user(try id("13")) == nil)
      #expect(try await doors.server.log(.logsLost).isEmpty)
      await newcomer.disconnect()
    }
  }

  @Test(
    "SEC-6 take over its users: they are merged, go to every door, and it gets the others", arguments: [true, false])
  func takeOver(beforehand: Bool) async throws {
    try await Doors.run(1) { doors in
      try await Self.addUsers(doors)
      let newcomer = try Self.newcomer()
      try await doors.join(newcomer, content: beforehand ? .takeOver : nil)
      if !beforehand { try await doors.server.choose(.takeOver, for: newcomer.id) }
      try await doors[0].waitUntilHolds(try id("13")) { $0.record.name == "Only There" }
      try await doors[0].waitUntilHolds(try id("12")) { $0.record.cards.count == 1 }
      try await newcomer.waitUntilHolds(try id("14"))
      try await newcomer.wait("all have a base") { $0.memory.allUsers.allSatisfy { $0.base != nil } }
      #expect(try await doors.server.user(try id("12"))?.record.name == "Name Here")
      #expect(try await doors.server.attention(.difference, on: newcomer.id).map(\.user) == ["12"])
      #expect(try await doors.server.known(newcomer.id).hold == nil)
      #expect(try await doors.server.attention(.firstContact).isEmpty)
      await newcomer.disconnect()
    }
  }

  @Test("SEC-6 replace with the server's: it holds exactly those, nothing of it is taken in", arguments: [true, false])
  func replace(beforehand: Bool) async throws {
    try await Doors.run(1) { doors in
      try await Self.addUsers(doors)
      let newcomer = try Self.newcomer()
      try await doors.join(newcomer, content: beforehand ? .replace : nil)
      if !beforehand {
        // Edited while it was on hold: to be replaced as well, not to be taken in.
        _ = try newcomer.edit(try id("13"), .personalMessage("later"))
        try await newcomer.waitUntilAllAcknowledged()
        try await doors.server.choose(.replace, for: newcomer.id)
      }
      try await newcomer.wait("it holds the server's users") { snapshot in
        snapshot.memory.allUsers.map(\.record.name) == ["Same Name", "Name Here", "Only Here"]
      }
      try await doors.until("it is done") { try await !$0.server.known(newcomer.id).isBusy }
      #expect(try await doors.server.engine.compare(newcomer.id).isEqual)
      #expect(newcomer.memory.user(try id("12"))?.record.cards == [])
      #expect(try await doors.server.user(try id("13")) == nil)
      #expect(try await doors.server.log(.takenIn, of: newcomer.id).isEmpty)
      #expect(try await doors.server.attention(.difference).isEmpty)
      await newcomer.disconnect()
    }
  }

  @Test("SEC-6 an empty device starts at once; one where somebody enrols while it waits does not")
  func whileWaiting() async throws {
    try await Doors.run(1) { doors in
      try await Self.addUsers(doors)
      let loops = MultiThreadedEventLoopGroup.singleton
      let empty = SimulatedDevice(memory: try RawDevice.memory(3001), on: loops.next())
      try await doors.join(empty)
      try await empty.wait("it is filled") { $0.memory.userCount == 3 }
      let used = SimulatedDevice(memory: try RawDevice.memory(3002), on: loops.next())
      try used.connect(to: "127.0.0.1", port: doors.server.port)
      try await used.waitUntilWaiting()
      _ = try used.enrol(UserRecord(id: try id("99"), name: "While Waiting"))
      try await doors.until("it said so") { try await $0.server.known(used.id).userCount == 1 }
      let code = try await used.waitUntilWaiting()
      try await doors.server.engine.register(used.id, checkCode: code)
      try await used.waitUntilRegistered()
      try await used.waitUntilAllAcknowledged()
      _ = try await doors.server.engine.compare(used.id)
      #expect(try await doors.server.known(used.id).hold == .firstContact)
      #expect(used.memory.userIDs == [try id("99")])
      #expect(try await doors.server.user(try id("99")) == nil)
      await empty.disconnect()
      await used.disconnect()
    }
  }

  @Test("SEC-6 unknown content: a door that comes back with users of another server is on hold until it is decided")
  func otherServer() async throws {
    try await Doors.run(1) { doors in
      try await Self.addUsers(doors)
      let traveller = SimulatedDevice(
        memory: try RawDevice.memory(3001), on: MultiThreadedEventLoopGroup.singleton.next())
      try await doors.join(traveller)
      try await traveller.wait("it is filled") { $0.memory.userCount == 3 }
      await traveller.disconnect()
      try await Doors.run(0) { abroad in
        for number in 1...4 { try await abroad.server.add(UserRecord(id: try id("4\(number)"), name: "P \(number)")) }
        try await abroad.join(traveller, content: .replace)
        try await traveller.wait("it is replaced") { snapshot in
          snapshot.memory.userIDs.map(\.text) == ["41", "42", "43", "44"]
        }
        await traveller.disconnect()
      }
      try traveller.connect(to: "127.0.0.1", port: doors.server.port)
      try await traveller.waitUntilRegistered()
      #expect(try await doors.server.known(traveller.id).hold == .unknownContent)
      #expect(try await doors.server.attention(.unknownContent, on: traveller.id).count == 1)
      _ = try await doors.server.engine.compare(traveller.id)
      #expect(traveller.memory.userIDs.map(\.text) == ["41", "42", "43", "44"])
      #expect(try await doors.server.user(try id("41")) == nil)
      try await doors.server.choose(.takeOver, for: traveller.id)
      try await doors[0].wait("it has both") { $0.memory.userCount == 7 }
      try await traveller.wait("it has both") { $0.memory.userCount == 7 }
      await traveller.disconnect()
    }
  }
}
