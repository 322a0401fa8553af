import DeviceSimulator
import Foundation
import LockstepCore
import LockstepTesting
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(4)))
struct BackPressureTests {
  /// Another process holds the database's write lock for 30 s, while 100 doors log as fast as they can.
  @Test("LOG-7 a store that stands still for 30 s: memory stays flat, operators are served, nothing is lost")
  func standstill() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-slow-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let server = try await ServerProcess.start(in: directory)
    let fleet = try Fleet(firstID: try #require(DeviceID(4001)), count: 100, logCapacity: 100_000)
    try fleet.connect(to: "127.0.0.1", port: server.devicePort)
    for device in fleet.devices { try await device.waitUntilWaiting() }
    #expect(try await server.run("device", "register", "--all-waiting").code == 0)
    try await fleet.waitUntilRegistered()
    let number = try CardNumber(text: "424242")
    for device in fleet.devices { for _ in 0..<200 { _ = device.present(.card(number)) } }
    for device in fleet.devices { try await device.waitUntilAllAcknowledged(within: .seconds(60)) }
    let before = try server.memory()

    let database = directory.appendingPathComponent("lockstep.sqlite").path
    let lock = try ProcessHandle(["/usr/bin/stdbuf", "-oL", "/usr/bin/sqlite3", "-batch", database])
    try lock.write(".timeout 10000")
    try lock.write("BEGIN IMMEDIATE;")
    try lock.write("SELECT 'locked';")
    for await line in lock.lines where line == "locked" { break }
    let end = ContinuousClock.now + .seconds(30)
    var most = before
    var answers = 0
    while ContinuousClock.now < end {
      // Far more than the windows hold, and no more than a debug build catches up with.
      if answers < 40 { for device in fleet.devices { for _ in 0..<20 { _ = device.present(.card(number)) } } }
      #expect(try await server.run("user", "list").code == 0)
      answers += 1
      most = max(most, try server.memory())
    }
    #expect(answers > 10)
    #expect(most - before < 64 << 20, "grew by \((most - before) >> 20) MB")
    #expect(fleet.devices.contains { $0.snapshot.unacknowledgedLogs > 0 })

    try lock.write("ROLLBACK;")
    _ = await lock.end(SIGKILL)
    for device in fleet.devices { try await device.waitUntilAllAcknowledged(within: .seconds(90)) }
    let logs = fleet.devices.reduce(0) { $0 + Int($1.memory.log.lastID) }
    let metrics = try await server.metric("lockstep_logs_ingested_total")
    #expect(metrics == logs)
    await fleet.disconnect()
    #expect(await server.terminate() == 0)
  }
}
