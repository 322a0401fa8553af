import DeviceSimulator
import Foundation
import LockstepCore
import Testing

/// Counts syncs of the real binary by its system calls.
@Suite(.timeLimit(.minutes(2)))
struct SyncTests {
  @Test("LOG-2 no acknowledgement leaves without a sync of the write-ahead log between its commit and it")
  func syncs() async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-sync-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let trace = directory.appendingPathComponent("trace").path
    let calls = "trace=openat,pwrite64,fdatasync,fsync,write,writev,sendto,sendmsg,accept4,close"
    let strace = ["/usr/bin/strace", "-f", "-yy", "-x", "-s", "48", "-e", calls, "-o", trace]
    let server = try await ServerProcess.start(in: directory.appendingPathComponent("data"), prefix: strace)
    let fleet = try Fleet(firstID: try #require(DeviceID(3001)), count: 1)
    try fleet.connect(to: "127.0.0.1", port: server.devicePort)
    let device = fleet.devices[0]
    try await device.waitUntilWaiting()
    #expect(try await server.run("device", "register", "--all-waiting").code == 0)
    try await fleet.waitUntilRegistered()
    for number in 1...20 {
      let log = try device.enrol(UserRecord(id: try UserID("\(number)"), name: "Person \(number)"))
      try await device.waitUntilAcknowledged(log)
    }
    let port = server.devicePort
    await fleet.disconnect()
    await server.terminate()
    let checked = try Acknowledgements(trace: String(contentsOfFile: trace, encoding: .utf8), port: port)
    #expect(checked.count >= 20)
    #expect(checked.unsynced.isEmpty, "\(checked.unsynced.prefix(3))")
  }
}

/// Reads a trace: each *logs stored* that was sent to a device, and whether a sync of the write-ahead log stands between
/// the last write to it and the sending.
private struct Acknowledgements {
  var count = 0
  var unsynced: [String] = []

  /// Field 21 of the envelope (*logs stored*), as its tag stands in the bytes: 21 << 3 | 2 = 170, in two bytes.
  private static let tag = #"\xaa\x01"#

  init(trace: String, port: Int) {
    var isDirty = false
    var hasSynced = false
    for line in trace.split(separator: "\n") {
      let isLog = line.contains("lockstep.sqlite-wal>")
      if line.contains(" pwrite64("), isLog {
        isDirty = true
      } else if isLog, line.contains(" fdatasync(") || line.contains(" fsync(") {
        // An unfinished call is resumed on a line of its own; the file was named on the first.
        hasSynced = hasSynced || isDirty
        isDirty = false
      } else if line.contains(":\(port)->"), line.contains(Self.tag), !line.contains("resumed") {
        count += 1
        if isDirty || !hasSynced { unsynced.append(String(line)) }
        hasSynced = false
      }
    }
  }
}
