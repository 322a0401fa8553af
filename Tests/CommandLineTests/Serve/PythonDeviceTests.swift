import DeviceSimulator
import Foundation
import LockstepCore
import LockstepTesting
import Testing

/// A device that was written from the document and the `.proto` alone, in another language.
@Suite(.timeLimit(.minutes(1)))
struct PythonDeviceTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test(
    "SEND-1, SEC-1 a device in Python enrols a user, who is then on a simulated door, and both are found equal",
    arguments: [false, true])
  func enrolment(tls: Bool) async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-py-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let messages = directory.appendingPathComponent("messages")
    try FileManager.default.createDirectory(at: messages, withIntermediateDirectories: true)
    let protos = Self.root.appendingPathComponent("Sources/DeviceProtocol/Protos").path
    let protoc = try ProcessHandle(
      ["/usr/bin/protoc", "--proto_path=\(protos)", "--python_out=\(messages.path)", "device.proto"])
    for await _ in protoc.lines {}
    let server = try await ServerProcess.start(
      in: directory.appendingPathComponent("data"), options: tls ? ["--tls"] : [])
    let mode = "all-devices-including-user-update-from-device"
    #expect(try await server.run("setting", "set", "automatic-user-synchronization", mode).code == 0)
    let fleet = try Fleet(firstID: try #require(DeviceID(6002)), count: 1)
    try fleet.connect(to: "127.0.0.1", port: server.devicePort, tls: tls)
    try await fleet.devices[0].waitUntilWaiting()
    let script = Self.root.appendingPathComponent("Tests/DeviceProtocolTests/python_device.py").path
    let command = ["/usr/bin/python3", "-u", script, "127.0.0.1", "\(server.devicePort)", "6001", messages.path]
    let python = try ProcessHandle(command + (tls ? ["--tls"] : []))
    for await line in python.lines where line.contains("waiting") { break }
    // The Python device comes with a user on it, so that the operator says what becomes of its users (SEC-6).
    #expect(try await server.run("device", "register", "6001", "--take-over").code == 0)
    #expect(try await server.run("device", "register", "6002").code == 0)
    let user = try UserID("17")
    try await fleet.devices[0].waitUntilHolds(user) { $0.record.name == "Ada Byron" && $0.record.cards.count == 1 }
    for device in ["6001", "6002"] {
      let compared = try await server.run("device", "compare", device, "--format", "json")
      #expect(compared.output.replacing(" ", with: "").contains("\"equal\":true"), "\(device): \(compared.output)")
    }
    if tls {
      let pinned = try ProcessHandle(command + ["--tls", "--pin", String(repeating: "0", count: 64)])
      var said: [String] = []
      for await line in pinned.lines { said.append(line) }
      #expect(said.last == "refused other-authority")
    }
    _ = await python.end(SIGKILL)
    await fleet.disconnect()
    #expect(await server.terminate() == 0)
  }
}
