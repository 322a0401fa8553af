import DeviceSimulator
import Foundation
import LockstepCore
import LockstepTesting
import NIOCore
import Testing

/// A server on a disk that may fail, and two doors on it.
struct FailureScene {
  let server: ServerProcess
  let fleet: Fleet
  private(set) var last = 0

  /// What runs a program that sees the data directory as the server does.
  private let view: [String]

  /// - Parameters:
  ///   - prefix: what runs the server on the disk.
  ///   - view: what runs another program there.
  init(data: URL, prefix: [String], view: (ServerProcess) -> [String] = { _ in [] }) async throws {
    server = try await ServerProcess.start(in: data, prefix: prefix)
    self.view = view(server)
    fleet = try Fleet(firstID: try #require(DeviceID(2001)), count: 2, logCapacity: 100_000)
  }

  func join() async throws {
    try fleet.connect(to: "127.0.0.1", port: server.devicePort)
    for device in fleet.devices { try await device.waitUntilWaiting() }
    let mode = "all-devices-including-user-update-from-device"
    #expect(try await server.run("setting", "set", "automatic-user-synchronization", mode).code == 0)
    #expect(try await server.run("device", "register", "--all-waiting").code == 0)
    try await fleet.waitUntilRegistered()
  }

  /// Somebody is enrolled, and many come and go.
  mutating func use() throws {
    last += 1
    try fleet.devices[0].enrol(
      UserRecord(id: try UserID("\(last)"), name: "Person \(last)", photo: Sample.photo(last, size: 4000)))
    for device in fleet.devices {
      for _ in 0..<50 { _ = device.present(.card(try CardNumber(text: "424242"))) }
    }
  }

  /// The code and words of `/healthz`.
  func health() async throws -> (code: String, text: String) {
    let curl = try ProcessHandle(
      ["/usr/bin/curl", "--silent", "--write-out", "\\n%{http_code}\\n", server.httpURL + "/healthz"])
    var lines: [String] = []
    for await line in curl.lines { lines.append(line) }
    return (lines.last ?? "", lines.dropLast().joined())
  }

  /// Looks until `/healthz` answers so.
  ///
  /// - Parameter meanwhile: done before each look.
  mutating func waitForHealth(
    _ code: String, meanwhile: (inout FailureScene) throws -> Void = { _ in }
  ) async throws -> String {
    let end = ContinuousClock.now + .seconds(30)
    var last = try await health()
    while last.code != code, ContinuousClock.now < end {
      try meanwhile(&self)
      try await Task.sleep(for: .milliseconds(50))
      last = try await health()
    }
    #expect(last.code == code)
    return last.text
  }

  /// Everything is taken in and is everywhere.
  func settle() async throws {
    for device in fleet.devices { try await device.waitUntilAllAcknowledged(within: .seconds(60)) }
    for number in 1...last { try await fleet.waitUntilEveryDeviceHolds(try UserID("\(number)")) }
    for device in fleet.devices {
      let compared = try await server.run("device", "compare", "\(device.id)", "--format", "json")
      #expect(compared.code == 0 && compared.output.contains("\"equal\" : true"), "\(compared.output)")
    }
    // What the last writes were logged with, too.
    for device in fleet.devices { try await device.waitUntilAllAcknowledged() }
    let logs = fleet.devices.reduce(0) { $0 + Int($1.memory.log.lastID) }
    let query = "PRAGMA integrity_check; SELECT count(*) FROM events WHERE log_id IS NOT NULL AND kind = 'log'"
    let reader = try ProcessHandle(
      view + [
        "/usr/bin/sqlite3", "-readonly", "-batch", server.directory.appendingPathComponent("lockstep.sqlite").path,
        query,
      ])
    var lines: [String] = []
    for await line in reader.lines { lines.append(line) }
    #expect(lines == ["ok", "\(logs)"])
  }
}
