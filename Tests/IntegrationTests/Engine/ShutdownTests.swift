import DeviceProtocol
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(2)))
struct ShutdownTests {
  @Test("LOG-2 a thousand connected doors: the server ends within five seconds and has all that it acknowledged")
  func shutdown() async throws {
    let directory = TestServer.newDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    let (fleet, asked) = try await TestServer.run(in: directory) { server in
      try await server.set(.allDevicesIncludingUserUpdateFromDevice)
      let fleet = try Fleet(firstID: try #require(DeviceID(1)), count: 1000)
      try fleet.connect(to: "127.0.0.1", port: server.port)
      for device in fleet.devices {
        try await device.wait("it waits", within: .seconds(60)) { $0.registration != nil }
        try await server.engine.register(device.id)
      }
      try await fleet.waitUntilRegistered(within: .seconds(60))
      var last: LogID = 0
      for device in fleet.devices.prefix(200) {
        last = try device.enrol(UserRecord(id: try id("\(device.id)"), name: "Person \(device.id)"))
      }
      // The server ends while all of them go to all doors.
      try await fleet.devices[199].waitUntilAcknowledged(last)
      return (fleet, ContinuousClock.now)
    }
    #expect(ContinuousClock.now - asked < .seconds(5))
    await fleet.disconnect()
    let store = try TestServer.openStore(directory)
    defer { try? store.close() }
    for device in fleet.devices.prefix(200) where device.snapshot.acknowledged > 0 {
      let marks = try await store.read { try $0.standing(of: device.id) }
      #expect(marks.mark >= device.snapshot.acknowledged)
    }
  }

  @Test("PULL-6 a server that is stopped again and again while it waits for a user blames nobody")
  func pullsUnderWay() async throws {
    let directory = TestServer.newDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    let user = try id("17")
    let new = try RawDevice.memory()
    var used = new
    let log = try used.enrol(UserRecord(id: user, name: "Ada Quill"), at: 1_800_000_000)
    let entries = used.log.entries(after: log - 1, limit: 1)
    let enrolled = used
    for round in 0..<4 {
      try await StoppableServer.run(in: directory) { server in
        if round == 0 { try await server.set(.allDevicesIncludingUserUpdateFromDevice) }
        try await WireClient.run(port: server.port) { client in
          let raw = RawDevice(client, round == 0 ? new : enrolled)
          try await raw.prove()
          if round == 0 {
            #expect(try await raw.welcome()?.state == .waiting)
            try await server.engine.register(new.device)
          }
          #expect(try await raw.welcome()?.state == .registered)
          if round == 0 {
            raw.memory = enrolled
            try await client.send(.uploadLogs(UploadLogs(epoch: new.epoch, entries: entries)), request: 1)
          }
          _ = try await raw.request { if case .readUsers = $0 { true } else { false } }
          await server.stop()
          #expect(try await client.goodbye()?.reason == .shutdown)
        }
      }
    }
    try await TestServer.run(in: directory) { server in
      let (entries, log) = (try await server.attention(.quarantined), try await server.log(.quarantined))
      #expect(entries.isEmpty && log.isEmpty)
    }
  }
}
