import DeviceProtocol
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import NIOCore
import Testing

/// Reading one user from a door (section 3).
@Suite(.timeLimit(.minutes(1)))
struct PullTests {
  @Test("PULL-1 what the server wrote to a door is logged there and shown, and is not read back")
  func noEcho() async throws {
    try await Doors.run(2) { doors in
      let user = try id("11")
      let record = doors.answers(of: 1)
      _ = try doors[0].enrol(UserRecord(id: user, name: "Lena Roth"))
      try await doors[1].waitUntilHolds(user)
      _ = try doors[0].edit(user, .addCard(try card("1100")), isPartial: true)
      try await doors[1].waitUntilHolds(user) { $0.record.cards.count == 1 }
      try await doors.settled(1)
      #expect(await record.taken().reads == [])
      let shown = try await doors.server.log(.log, of: doors[1].id, user: user)
      #expect(shown.map(\.code) == [.enrollSuccess, .updateSuccess])
      #expect(shown.allSatisfy { $0.origin == .server && ($0.revision ?? 0) > 0 })
    }
  }

  @Test("PULL-2 edits made while a door was away are read once")
  func coalesced() async throws {
    try await Doors.run(2) { doors in
      let user = try id("12")
      await doors[0].disconnect()
      _ = try doors[0].enrol(UserRecord(id: user, name: "Mara Voss"))
      for number in 1...4 { _ = try doors[0].edit(user, .addCard(try card("\(1200 + number)"))) }
      let record = doors.answers(of: 0)
      try await doors.reconnect(0)
      try await doors[1].waitUntilHolds(user) { $0.record.cards.count == 4 }
      try await doors.settled(0)
      #expect(await record.taken().reads == [user])
      #expect(try await doors.server.log(.takenIn, of: doors[0].id).count == 1)
    }
  }

  @Test("PULL-3 a user who was deleted at the door meanwhile is noted as unknown there, and nothing changes")
  func unknownThere() async throws {
    try await Doors.run(2) { doors in
      let (known, guest) = (try id("21"), try id("22"))
      try await doors.server.add(UserRecord(id: known, name: "Nils Berg"))
      for index in 0..<2 { try await doors[index].waitUntilHolds(known) }
      try await doors.settled(0)
      await doors[0].disconnect()
      _ = try doors[0].enrol(UserRecord(id: guest, name: "Short Visit"))
      _ = try doors[0].delete(guest)
      _ = try doors[0].edit(known, .addCard(try card("2100")))
      _ = try doors[0].delete(known)
      try await doors.reconnect(0)
      try await doors.settled(0)
      let noted = try await doors.server.log(.unknownThere, of: doors[0].id).compactMap(\.user)
      #expect(noted.sorted() == ["21", "22"])
      #expect(try await doors.server.user(guest) == nil)
      #expect(try await doors.server.user(known)?.record.cards == [])
      #expect(doors[1].memory.holds(known))
      #expect(!doors[0].memory.holds(known))
    }
  }

  @Test("PULL-4 after a reconnect the backlog is stored first; one with a waiting pull is read before it is written")
  func reconnect() async throws {
    try await Doors.run(2) { doors in
      let (edited, other) = (try id("31"), try id("32"))
      for user in [edited, other] { try await doors.server.add(UserRecord(id: user)) }
      for index in 0..<2 { try await doors[index].wait("it holds both") { $0.memory.userCount == 2 } }
      try await doors.settled(0)
      await doors[0].disconnect()
      _ = try doors[0].edit(edited, .name("Edited Away"))
      for _ in 0..<300 { _ = doors[0].present(.card(try CardNumber(text: "404"))) }
      let last = doors[0].memory.log.lastID
      try await doors.server.change(edited) { $0.personalMessage = "new" }
      try await doors.server.change(other) { $0.personalMessage = "new" }
      let record = doors.answers(of: 0)
      try await doors.reconnect(0)
      for index in 0..<2 {
        try await doors[index].waitUntilHolds(edited) {
          $0.record.name == "Edited Away" && $0.record.personalMessage == "new"
        }
        try await doors[index].waitUntilHolds(other) { $0.record.personalMessage == "new" }
      }
      // The memory tells of a write before the answer has left.
      try await doors.settled(0)
      let events = await record.taken()
      let stored = try #require(events.firstIndex { if case .acknowledged(last) = $0 { true } else { false } })
      let firstRead = try #require(events.firstIndex { [$0].reads == [edited] })
      let firstWrite = try #require(events.firstIndex { [$0].writes.contains(edited) })
      let otherWrite = try #require(events.firstIndex { [$0].writes.contains(other) })
      #expect(stored < firstRead)
      #expect(firstRead < firstWrite)
      #expect(stored < otherWrite)
    }
  }

  @Test("PULL-5 a waiting pull survives a dropped link and a restart of the server")
  func restart() async throws {
    let directory = TestServer.newDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    let user = try id("41")
    let fleet = try Fleet(firstID: try #require(DeviceID(1001)), count: 2)
    try await TestServer.run(in: directory) { server in
      try await server.set(.allDevicesIncludingUserUpdateFromDevice)
      try fleet.connect(to: "127.0.0.1", port: server.port)
      for device in fleet.devices {
        let code = try await device.waitUntilWaiting()
        try await server.engine.register(device.id, checkCode: code)
      }
      try await fleet.waitUntilRegistered()
      let door = fleet.devices[0]
      door.setFaults { $0.lostReplies = 1000 }
      _ = try door.enrol(UserRecord(id: user, name: "Still Waiting"))
      try await door.wait("the pull was asked, its answer lost") { $0.faults.lostReplies < 1000 }
      try await door.waitUntilAllAcknowledged()
      door.cutLink()
      try await door.waitUntilDisconnected()
      let asked = door.snapshot.faults.lostReplies
      try await door.wait("it was asked again") { $0.isRegistered && $0.faults.lostReplies < asked }
    }
    #expect(!fleet.devices[1].memory.holds(user))
    fleet.devices[0].setFaults { $0.lostReplies = 0 }
    try await TestServer.run(in: directory) { server in
      #expect(try await server.user(user) == nil)
      try fleet.connect(to: "127.0.0.1", port: server.port)
      try await fleet.devices[1].waitUntilHolds(user) { $0.record.name == "Still Waiting" }
      #expect(try await server.user(user)?.record.name == "Still Waiting")
      await fleet.disconnect()
    }
  }
}
