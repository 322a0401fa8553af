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
      for device in fleet.devices.prefix(200) {
        _ = try device.enrol(UserRecord(id: try id("\(device.id)"), name: "Person \(device.id)"))
      }
      try await fleet.devices[199].waitUntilAllAcknowledged()
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
}
