import AdminModel
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepTesting
import Testing

@Suite("Following the log", .timeLimit(.minutes(1)))
struct LogTailTests {
  @Test("LOG-8 a server that is killed and started again: the log is followed on, nothing twice, nothing left out")
  func restart() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-tail-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    var server = try await ServerProcess.start(in: directory)
    let words = ["setting", "set", "automatic-user-synchronization"]
    func set(_ mode: String) async throws {
      let result = try await BuiltBinary.run(
        words + [mode, "--server-url", server.httpURL, "--token-file", server.tokenFile])
      #expect(result.code == 0, "\(result.errors)")
    }
    try await set("all-devices")
    let tail = try ProcessHandle([
      BuiltBinary.url.path, "log", "tail", "--last", "1", "--format", "json", "--server-url", server.httpURL,
      "--token-file", server.tokenFile,
    ])
    var lines = tail.lines.makeAsyncIterator()
    func next() async throws -> EventResource {
      try AdminJSON.decoder.decode(EventResource.self, from: Data(try #require(await lines.next()).utf8))
    }
    #expect(try await next().id == 1)
    try await set("not-used")
    #expect(try await next().id == 2)
    await server.kill()
    server = try await ServerProcess.start(in: directory, after: server)
    // Before the follower is back, or after.
    for mode in ["all-devices", "not-used", "specific-devices"] { try await set(mode) }
    for id in 3...5 as ClosedRange<Int64> { #expect(try await next().id == id) }
    #expect(tail.errors.contains("trying again"))
    #expect(await tail.end(SIGTERM) != 5)
    #expect(await server.terminate() == 0)
  }

  @Test("SEC-6 a device on hold is shown, and goes on once its content is decided")
  func content() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-hold-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let server = try await ServerProcess.start(in: directory)
    let device = try Fleet(firstID: #require(DeviceID(1001)), count: 1).devices[0]
    _ = try device.enrol(UserRecord(id: try UserID("17"), name: "Ada Quill"))
    try device.connect(to: "127.0.0.1", port: server.devicePort)
    try await device.waitUntilWaiting()
    let mode = "all-devices-including-user-update-from-device"
    #expect(try await server.run("setting", "set", "automatic-user-synchronization", mode).code == 0)
    #expect(try await server.run("device", "register", "1001").output.contains("on hold"))
    try await device.waitUntilRegistered()
    #expect(try await server.run("user", "list").output == "none\n")
    let chosen = try await server.run("device", "content", "1001", "take-over")
    #expect(chosen.code == 0)
    #expect(chosen.output.contains("device 1001") && chosen.output.contains("goes on"))
    try await device.waitUntilHolds(try UserID("17")) { $0.base != nil }
    #expect(try await server.run("user", "list").output.contains("Ada Quill"))
    let again = try await server.run("device", "content", "1001", "resume")
    #expect(again.code == 1 && !again.errors.isEmpty)
    #expect(try await server.run("device", "content", "1002", "replace").errors.contains("there is no device 1002"))
    await device.disconnect()
    #expect(await server.terminate() == 0)
  }
}
