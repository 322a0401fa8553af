import DeviceSimulator
import Foundation
import LockstepCore
import Testing

/// `lockstep backup` and `restore` with the real binary, under doors on real TLS.
@Suite(.timeLimit(.minutes(2)))
struct BackupTests {
  private struct Place {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-keep-\(UUID().uuidString)")

    init() throws {
      try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
      try Data("a long passphrase\n".utf8).write(to: root.appendingPathComponent("passphrase"))
    }

    func url(_ name: String) -> URL { root.appendingPathComponent(name) }

    func path(_ name: String) -> String { url(name).path }

    func remove() { try? FileManager.default.removeItem(at: root) }

    func backUp(_ name: String = "backup") async throws -> BuiltBinary.Result {
      try await BuiltBinary.run(
        "backup", path(name), "--data-directory", path("data"), "--passphrase-file", path("passphrase"))
    }

    func restore(into target: String, _ more: String...) async throws -> BuiltBinary.Result {
      try await BuiltBinary.run(
        ["restore", path("backup"), "--data-directory", path(target), "--passphrase-file", path("passphrase")] + more)
    }
  }

  @Test(
    "FAIL-3 SEC-1 a backup made while doors enrol; restored elsewhere, the doors come back without a new registration",
    arguments: ["take-from-devices", "servers-state"])
  func whileEnrolling(settled action: String) async throws {
    let place = try Place()
    defer { place.remove() }
    let server = try await ServerProcess.start(in: place.url("data"), options: ["--tls"])
    #expect(server.httpURL.hasPrefix("https://"))
    let fleet = try Fleet(firstID: try #require(DeviceID(1001)), count: 3)
    try fleet.connect(to: "127.0.0.1", port: server.devicePort, tls: true)
    for device in fleet.devices { try await device.waitUntilWaiting() }
    #expect(try await server.run("device", "register", "--all-waiting").code == 0)
    try await fleet.waitUntilRegistered()
    let mode = "all-devices-including-user-update-from-device"
    #expect(try await server.run("setting", "set", "automatic-user-synchronization", mode).code == 0)
    let device = fleet.devices[0]
    async let backup = place.backUp()
    for number in 1...40 { try device.enrol(UserRecord(id: try UserID("\(number)"), name: "Person \(number)")) }
    let made = try await backup
    #expect(made.code == 0, "\(made.errors)")
    #expect(made.output.contains("every door has to be registered again"))
    // What comes after the backup is known to the doors only.
    let last = try UserID("41")
    try device.enrol(UserRecord(id: last, name: "Person 41"))
    try await fleet.waitUntilEveryDeviceHolds(last)
    // Without a base it would be a new enrolment to any server, which stays.
    try await device.waitUntilHolds(last) { $0.base != nil }
    await fleet.disconnect()
    #expect(await server.terminate() == 0)

    let restored = try await place.restore(into: "elsewhere", "--confirm")
    #expect(restored.code == 0, "\(restored.errors)")
    #expect(restored.output.contains("3 registered devices"))
    let second = try await ServerProcess.start(in: place.url("elsewhere"), options: ["--tls"])
    try fleet.connect(to: "127.0.0.1", port: second.devicePort, tls: true)
    try await fleet.waitUntilRegistered()
    let attention = try await second.run("attention", "list", "--kind", "server-behind", "--format", "json")
    let entries = try JSONDecoder().decode([Entry].self, from: Data(attention.output.utf8))
    let entry = try #require(entries.first)
    #expect(entries.count == 1 && entry.actions.contains(action))
    // Until somebody decides nothing is rolled back.
    for device in fleet.devices { #expect(device.memory.holds(last)) }
    #expect(try await second.run("attention", "act", "\(entry.id)", action).code == 0)
    guard action == "take-from-devices" else {
      // Who came after the backup is nobody to the server, and no longer at any door.
      for device in fleet.devices { try await device.waitUntilDoesNotHold(last) }
      #expect(try await second.run("user", "show", "41").code != 0)
      await fleet.disconnect()
      #expect(await second.terminate() == 0)
      return
    }
    // The doors had it, and now the server has it again: a new door gets it.
    let fourth = try Fleet(firstID: try #require(DeviceID(2001)), count: 1)
    try fourth.connect(to: "127.0.0.1", port: second.devicePort, tls: true)
    try await fourth.devices[0].waitUntilWaiting()
    #expect(try await second.run("device", "register", "--all-waiting").code == 0)
    try await fourth.waitUntilEveryDeviceHolds(last)
    for number in 1...40 { try await fourth.devices[0].waitUntilHolds(try UserID("\(number)")) }
    for fleet in [fleet, fourth] { await fleet.disconnect() }
    #expect(await second.terminate() == 0)
  }

  private struct Entry: Decodable {
    let id: Int64
    let actions: [String]
  }

  @Test(
    "FAIL-3 a restore needs its confirmation, a wrong passphrase and a running server stop it, and nothing is touched")
  func refused() async throws {
    let place = try Place()
    defer { place.remove() }
    let server = try await ServerProcess.start(in: place.url("data"))
    try Data("short\n".utf8).write(to: place.url("passphrase"))
    let short = try await place.backUp()
    #expect(short.code == 1 && short.errors.contains("at least 12 characters"))
    try Data("a long passphrase\n".utf8).write(to: place.url("passphrase"))
    #expect(try await place.backUp().code == 0)
    let again = try await place.backUp()
    #expect(again.code == 1 && again.errors.contains("not empty"))
    let inUse = try await place.restore(into: "data", "--confirm")
    #expect(inUse.code == 1 && inUse.errors.contains("in use by another Lockstep server"))
    #expect(try await server.run("status").code == 0)
    #expect(await server.terminate() == 0)
    let unconfirmed = try await place.restore(into: "elsewhere")
    #expect(unconfirmed.code == 1 && unconfirmed.errors.contains("--confirm"))
    #expect(unconfirmed.output.contains("take the place of those in"))
    try Data("another passphrase\n".utf8).write(to: place.url("passphrase"))
    let wrong = try await place.restore(into: "elsewhere", "--confirm")
    #expect(wrong.code == 1 && wrong.errors.contains("the passphrase is wrong"))
    #expect(!FileManager.default.fileExists(atPath: place.path("elsewhere")))
    let none = try await BuiltBinary.run(
      "restore", place.path("nowhere"), "--data-directory", place.path("elsewhere"), "--passphrase-file",
      place.path("passphrase"))
    #expect(none.code == 1 && none.errors.contains("backup.json"))
    let unasked = try await BuiltBinary.run("backup", place.path("b"), "--data-directory", place.path("data"))
    #expect(unasked.code == 64 && unasked.errors.contains("--passphrase-file"))
  }
}
