import BenchInputs
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepStore

/// A data directory with a large hospital in it: users, doors, and what they logged in earlier years.
struct FilledDirectory {
  let url: URL
  let users: Int
  let devices: Int
  let events: Int

  /// The first of the users, whom the doors hold.
  static let staff = 100
  /// Under which the doors logged what is there; they log in another one now.
  private static let earlierEpoch: Int64 = 7

  /// Whether it was filled before.
  var exists: Bool {
    FileManager.default.fileExists(atPath: url.appendingPathComponent("lockstep.sqlite").path)
  }

  /// The doors as they were when it was filled.
  func memories(logCapacity: Int) -> [DeviceMemory] {
    PreparedDirectory.memories(devices, seed: 1, logCapacity: logCapacity)
  }

  struct Used: Error, CustomStringConvertible {
    let url: URL

    var description: String { "a server has run in \(url.path): its doors know more than new ones do; name another" }
  }

  /// Takes what another one was filled with. That one stays as it is.
  ///
  /// - Throws: ``Used`` for one that was measured itself.
  func copy(of other: FilledDirectory) throws {
    guard !FileManager.default.fileExists(atPath: other.url.appendingPathComponent("admin-token").path) else {
      throw Used(url: other.url)
    }
    try FileManager.default.removeItem(at: url)
    try FileManager.default.copyItem(at: other.url, to: url)
  }

  /// Fills a new database: people and doors through the store, as the server would.
  func fill(progress: (String) -> Void) throws {
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try PreparedDirectory(url).make(mode: .specificDevicesIncludingUserUpdateFromDevice) { store in
      let groups = try store.write { store in
        try (["Staff"] + (1...20).map { "Ward \($0)" }).map { try store.addAccessGroup(named: $0) }
      }
      try PreparedDirectory.register(memories(logCapacity: 1), groups: [groups[0]], in: store)
      let staff = min(Self.staff, users)
      for first in stride(from: staff + 1, through: users, by: 50_000) {
        let last = min(users, first + 49_999)
        try PreparedDirectory.addPeople(first...last, groups: Array(groups.dropFirst()), to: store)
        progress("users: \(last) of \(users)")
      }
      try PreparedDirectory.addPeople(1...staff, groups: [groups[0]], to: store)
    }
    try fillEvents(progress)
  }

  private func database() throws -> PlainDatabase {
    try PlainDatabase(url.appendingPathComponent("lockstep.sqlite"))
  }

  /// In the order in which doors that are used alike log. The rows are those of the store, without its checks.
  private func fillEvents(_ progress: (String) -> Void) throws {
    let database = try database()
    let insert = try database.prepare(
      """
      INSERT INTO events (received_at, kind, device_id, epoch, fork, log_id, device_time, code, origin, user_id,
        revision, mode, detail) VALUES (?, 'log', ?, \(Self.earlierEpoch), 0, ?, ?, ?, 1, ?, NULL, ?, '')
      """)
    insert.bind(Int64(EventCode.verifySuccess.rawValue), at: 5)
    insert.bind(SynchronizationMode.specificDevicesIncludingUserUpdateFromDevice.rawValue, at: 7)
    let now = Int64(Date().timeIntervalSince1970)
    for first in stride(from: 0, to: events, by: 200_000) {
      let last = min(events, first + 200_000)
      try database.execute("BEGIN IMMEDIATE")
      for entry in first..<last {
        // The last hundred days.
        let time = now - 8_640_000 + Int64(entry) * 8_640_000 / Int64(events)
        insert.bind(time * 1000, at: 1)
        insert.bind(Int64(PreparedDirectory.firstDevice) + Int64(entry % devices), at: 2)
        insert.bind(Int64(1 + entry / devices), at: 3)
        insert.bind(time, at: 4)
        insert.bind("\(1 + (entry * 7) % users)", at: 6)
        try insert.run()
      }
      try database.execute("COMMIT")
      if last % 1_000_000 == 0 { progress("events: \(last) of \(events)") }
    }
    try database.execute(
      """
      INSERT INTO ended_logs (device_id, epoch, fork, last_log, last_event)
        SELECT device_id, epoch, fork, log_id, id FROM events WHERE id > (SELECT max(id) - \(devices) FROM events)
      """)
  }
}
