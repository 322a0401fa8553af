import DeviceProtocol
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// *Automatic User Synchronization* as it is switched (section 1).
@Suite(.timeLimit(.minutes(1)))
struct SettingTests {
  @Test(
    "MODE-2 with device updates off a door's log is stored and shown, and nothing is pulled",
    arguments: [SynchronizationMode.notUsed, .allDevices, .specificDevices])
  func updatesOff(_ mode: SynchronizationMode) async throws {
    try await Doors.run(2, mode: mode) { doors in
      let record = doors.answers(of: 0)
      let rosa = try id("61")
      let log = try doors[0].enrol(UserRecord(id: rosa, name: "Rosa Feld"))
      _ = try doors[0].edit(rosa, .personalMessage("Hello"))
      try await doors.settled(0)
      let shown = try await doors.server.log(.log, of: doors[0].id, user: rosa)
      #expect(shown.map(\.code) == [.enrollSuccess, .updateSuccess])
      #expect(shown.map(\.log) == [log, log + 1])
      #expect(shown.allSatisfy { $0.mode == mode && $0.origin == .device })
      #expect(await record.taken(uses: 2).reads == [])
      #expect(try await doors.server.user(rosa) == nil)
      #expect(!doors[1].memory.holds(rosa))
      #expect(doors[0].memory.user(rosa)?.record.name == "Rosa Feld")
    }
  }

  @Test("MODE-3 a change acts at once: off ends the pull under way and is counted, on replays nothing, new logs pull")
  func toggled() async throws {
    try await Doors.run(2) { doors in
      let (sam, tess) = (try id("71"), try id("72"))
      try await doors.settled(0)
      doors[0].setFaults { $0.lostReplies = 1 }
      _ = try doors[0].enrol(UserRecord(id: sam, name: "Sam Oak"))
      try await doors[0].wait("the pull was asked, its answer lost") { $0.faults.lostReplies == 0 }
      try await doors.server.set(.allDevices)
      let ended = try #require(try await doors.server.log(.modeChanged).last)
      #expect(ended.detail.hasSuffix("1 updates not taken in"))
      // Stored while off.
      _ = try doors[0].enrol(UserRecord(id: tess, name: "Tess Hill"))
      try await doors[0].waitUntilAllAcknowledged()
      let record = doors.answers(of: 0)
      doors[0].cutLink()
      try await doors[0].waitUntilDisconnected()
      try await doors[0].waitUntilRegistered()
      try await doors.server.set(.allDevicesIncludingUserUpdateFromDevice)
      try await doors.settled(0)
      #expect(await record.taken().reads == [])
      #expect(try await doors.server.user(sam) == nil)
      #expect(try await doors.server.user(tess) == nil)
      let modes = try await doors.server.log(.log, of: doors[0].id).filter { $0.origin == .device }.map(\.mode)
      #expect(modes == [.allDevicesIncludingUserUpdateFromDevice, .allDevices])
      // The compare that is offered finds both; a new log pulls by itself.
      let compared = try await doors.server.engine.compare(doors[0].id)
      #expect(compared.users.map(\.user) == [sam, tess])
      #expect(compared.users.map(\.finding) == [.new, .new])
      _ = try doors[0].edit(sam, .name("Sam Oakley"))
      try await doors[1].waitUntilHolds(sam) { $0.record.name == "Sam Oakley" }
      #expect(!doors[1].memory.holds(tess))
    }
  }

  @Test("MODE-3 a door that has had no reason to look since hears with the next change that nobody is to be read there")
  func offWithoutALook() async throws {
    try await Doors.run(2) { doors in
      let (sam, tess, rosa) = (try id("71"), try id("72"), try id("73"))
      _ = try doors[0].enrol(UserRecord(id: sam, name: "Sam Oak"))
      try await doors[1].waitUntilHolds(sam)
      try await doors.settled(0)
      try await doors.server.set(.allDevices)
      _ = try await doors.server.add(UserRecord(id: tess, name: "Tess Hill"))
      try await doors[0].waitUntilHolds(tess)
      let record = doors.answers(of: 0)
      _ = try doors[0].enrol(UserRecord(id: rosa, name: "Rosa Feld"))
      try await doors.settled(0)
      #expect(await record.taken(uses: 1).reads == [])
    }
  }

  @Test("MODE-3 the setting survives a restart, and so does what it means for a door")
  func restart() async throws {
    let directory = TestServer.newDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    try await TestServer.run(in: directory) { try await $0.set(.specificDevicesIncludingUserUpdateFromDevice) }
    try await TestServer.run(in: directory) { server in
      let mode = try await server.store.read { try $0.mode() }
      #expect(mode == .specificDevicesIncludingUserUpdateFromDevice)
    }
  }

  @Test("MODE-6 a new server is on Not Used")
  func newServer() async throws {
    try await TestServer.run { server in
      let mode = try await server.store.read { try $0.mode() }
      #expect(mode == .notUsed)
    }
  }

  @Test("MODE-6 on Not Used nothing is sent or removed by itself; what doors lack is counted; leaving it reaches all")
  func notUsed() async throws {
    try await Doors.run(2, mode: .allDevices) { doors in
      let (uma, vito, walt) = (try id("81"), try id("82"), try id("83"))
      try await doors.server.add(UserRecord(id: uma, name: "Uma Dahl"))
      try await doors.server.add(UserRecord(id: vito, name: "Vito Prado"))
      for index in 0..<2 {
        try await doors[index].waitUntilHolds(vito)
        try await doors.settled(index)
      }
      try await doors.server.set(.notUsed)
      let record = doors.answers(of: 0)
      try await doors.server.delete(uma)
      try await doors.server.change(vito) { $0.name = "Vito Prado Neto" }
      try await doors.server.add(UserRecord(id: walt, name: "Walt Iver"))
      try await doors.settled(0)
      let events = await record.taken()
      #expect(events.writes == [])
      #expect(events.removals == [])
      #expect(doors[0].memory.userIDs == [uma, vito])
      #expect(doors[0].memory.user(vito)?.record.name == "Vito Prado")
      #expect(try await doors.server.known(doors[0].id).pending.count >= 3)
      // By hand it still goes (SEND-10).
      let now = doors.server.engine.now()
      _ = try await doors.server.engine.commit {
        try $0.addTransfer([walt], to: [doors[1].id], removes: false, overwrites: false, at: now)
      }
      try await doors[1].waitUntilHolds(walt)
      try await doors.server.set(.allDevices)
      for index in 0..<2 {
        try await doors[index].waitUntilDoesNotHold(uma)
        try await doors[index].waitUntilHolds(vito) { $0.record.name == "Vito Prado Neto" }
        try await doors[index].waitUntilHolds(walt)
      }
      #expect(try await doors.areEqual())
    }
  }
}
