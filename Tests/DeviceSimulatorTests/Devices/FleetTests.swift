import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepTesting
import Testing

struct FleetTests {
  @Test("LOG-7 many devices share the loops of one group; the summary counts them")
  func fleet() async throws {
    try await LoopbackServer.run { server in
      let first = try #require(DeviceID(1001))
      let fleet = try Fleet(firstID: first, count: 50)
      #expect(fleet.devices.map(\.id.number) == Array(1001...1050))
      try fleet.connect(to: "127.0.0.1", port: server.port)
      try await fleet.waitUntilRegistered()
      for device in fleet.devices {
        try await device.waitUntilAcknowledged(try device.enrol(try person("17")))
      }
      try await fleet.waitUntilEveryDeviceHolds(try id("17"))
      let summary = fleet.summary
      #expect(summary.devices == 50 && summary.connected == 50 && summary.registered == 50)
      #expect(summary.users == 50 && summary.unacknowledgedLogs == 0)
      await fleet.disconnect()
      #expect(fleet.summary.connected == 0)
    }
  }

  @Test("LOG-4 a fleet with a state directory finds its memories again")
  func state() throws {
    let folder = TemporaryFolder()
    var kept = try memory(1002)
    try kept.enrol(try People.ada(), at: noon)
    try MemoryFile(path: folder.path + "/device-1002.json").save(kept)
    let first = try #require(DeviceID(1001))
    let fleet = try Fleet(firstID: first, count: 2, stateDirectory: folder.path)
    #expect(fleet.devices.map(\.memory.userCount) == [0, 1])
    #expect(fleet.devices[1].memory.epoch == kept.epoch)
  }
}
