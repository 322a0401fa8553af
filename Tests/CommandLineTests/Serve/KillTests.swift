import AdminModel
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepTesting
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

  @Test("LOG-2 the same with lockstep simulate, whose doors keep their memory in files, killed in its turn")
  func killWithSimulate() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-kill-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let doors = directory.appendingPathComponent("doors").path
    var server = try await ServerProcess.start(in: directory.appendingPathComponent("data"))
    let mode = "all-devices-including-user-update-from-device"
    #expect(try await server.run("setting", "set", "automatic-user-synchronization", mode).code == 0)
    var simulate = try Simulate(server, count: 5, ["--register", "--state", doors])
    try await simulate.expect("wait until every device registered within 30 s")
    for number in 1...10 { try await simulate.expect(enrolment(number)) }
    try await simulate.expect("wait until device 2001 acknowledged within 30 s")
    for number in 11...100 { try simulate.write(enrolment(number)) }
    for number in 11...40 { try await simulate.expectReport(of: enrolment(number)) }
    await server.kill()
    for number in 41...100 { try await simulate.expectReport(of: enrolment(number)) }
    try simulate.write("expect device 2001 acknowledged")
    // As the door itself tells it: nothing more comes from a dead server.
    let told = try await simulate.nextReport().split(separator: "acknowledged up to ").dropFirst().first
    let acknowledged = told?.split(separator: " ").first.flatMap { Int($0) } ?? 100
    #expect(acknowledged >= 10)
    let database = server.directory.appendingPathComponent("lockstep.sqlite").path
    let count =
      "SELECT COUNT(DISTINCT log_id) FROM events WHERE kind = 'log' AND device_id = 2001 AND log_id <= \(acknowledged)"
    let stored = try ProcessHandle(["/usr/bin/sqlite3", "-batch", database, count])
    #expect(await stored.lines.first { _ in true } == "\(acknowledged)")
    server = try await ServerProcess.start(in: server.directory, after: server)
    try await simulate.expect("wait until every device holds 100 users within 60 s")
    try await simulate.expect("wait until every device acknowledged within 30 s")
    _ = await simulate.process.end(SIGKILL)
    simulate = try Simulate(server, count: 5, ["--state", doors])
    try await simulate.expect("wait until every device registered within 30 s")
    try await simulate.expect("expect every device holds 100 users")
    try await simulate.expect("wait until every device acknowledged within 30 s")
    for device in 2001...2005 {
      let compared = try await server.run("device", "compare", "\(device)", "--format", "json")
      #expect(compared.code == 0)
      let comparison = try AdminJSON.decoder.decode(ComparisonResource.self, from: Data(compared.output.utf8))
      #expect(comparison.equal && comparison.same == 100)
    }
    #expect(await simulate.process.end(SIGTERM) == 0)
    #expect(await server.terminate() == 0)
  }

  private func enrolment(_ number: Int) -> String {
    "enrol \(number) name \"Person \(number)\" card \(70_000 + number) at device 2001"
  }

  private func card(_ number: String) throws -> Card { Card(kind: .csn, number: try CardNumber(text: number)) }
}
