import AdminModel
import DeviceSimulator
import Foundation
import LockstepCore
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(3)))
struct KillTests {
  @Test("LOG-2 killed in the middle of a hundred enrolments: every acknowledged one is kept, and ends on every door")
  func kill() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-kill-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    var server = try await ServerProcess.start(in: directory)
    let first = try #require(DeviceID(2001))
    let fleet = try Fleet(firstID: first, count: 5)
    try fleet.connect(to: "127.0.0.1", port: server.devicePort)
    for device in fleet.devices { try await device.waitUntilWaiting() }
    let mode = "all-devices-including-user-update-from-device"
    #expect(try await server.run("setting", "set", "automatic-user-synchronization", mode).code == 0)
    #expect(try await server.run("device", "register", "--all-waiting").code == 0)
    try await fleet.waitUntilRegistered()
    let enroller = fleet.devices[0]
    for number in 1...100 {
      _ = try enroller.enrol(
        UserRecord(id: try UserID("\(number)"), name: "Person \(number)", cards: [try card("\(70_000 + number)")]))
      if number == 50 {
        try await enroller.wait("some are acknowledged") { $0.acknowledged >= 10 }
        await server.kill()
      }
    }
    let acknowledged = enroller.snapshot.acknowledged
    #expect(acknowledged >= 10)
    server = try await ServerProcess.start(in: directory)
    // Before the doors come back, and could send again what was lost.
    let log = try await server.run("log", "list", "--device", "2001", "--kind", "log", "--format", "json")
    #expect(log.code == 0)
    let stored = try AdminJSON.decoder.decode([EventResource].self, from: Data(log.output.utf8)).compactMap(\.logId)
    #expect(Set(1...acknowledged).isSubset(of: stored))
    for device in fleet.devices {
      device.stayAway(for: .seconds(0))
      try device.connect(to: "127.0.0.1", port: server.devicePort)
    }
    for device in fleet.devices {
      try await device.wait("it holds all hundred", within: .seconds(60)) { $0.memory.userCount == 100 }
    }
    for device in fleet.devices {
      let compared = try await server.run("device", "compare", "\(device.id)", "--format", "json")
      #expect(compared.code == 0)
      #expect(compared.output.contains("\"equal\" : true") || compared.output.contains("\"equal\":true"))
    }
    await fleet.disconnect()
    #expect(await server.terminate() == 0)
  }

  private func card(_ number: String) throws -> Card { Card(kind: .csn, number: try CardNumber(text: number)) }
}
