import BenchInputs
import DeviceProtocol
import Foundation
import LockstepCore
import LockstepStore

/// The store's own schema with all its indexes, and entries of devices' logs that are put into it by prepared statements:
/// the limit for everything that stores logs.
final class PlainEvents {
  private let folder: URL
  private let database: PlainDatabase
  private let begin: PlainStatement
  private let insert: PlainStatement
  private let mark: PlainStatement
  private let commit: PlainStatement
  private let devices: Int
  private var lastLogs: [Int64]
  private static let firstDevice = 1001

  /// - Parameter folder: of its own; it is removed in the end.
  init(in folder: URL, devices: Int) throws {
    self.devices = devices
    self.folder = folder
    try PreparedDirectory(folder).make { store in
      let fleet = PreparedDirectory.memories(devices, seed: 1)
      try PreparedDirectory.register(fleet, groups: [], in: store)
    }
    database = try PlainDatabase(folder.appendingPathComponent("lockstep.sqlite"))
    begin = try database.prepare("BEGIN IMMEDIATE")
    insert = try database.prepare(
      """
      INSERT INTO events (received_at, kind, device_id, epoch, fork, log_id, device_time, code, origin, user_id,
        revision, mode, detail) VALUES (?, 'log', ?, 8817843690182658919, 0, ?, ?, ?, 1, ?, NULL, ?, '')
      """)
    mark = try database.prepare("UPDATE devices SET log_mark = ?, last_seen = ?, user_count = 0 WHERE id = ?")
    commit = try database.prepare("COMMIT")
    lastLogs = Array(repeating: 0, count: devices)
    insert.bind(Int64(EventCode.verifySuccess.rawValue), at: 5)
    insert.bind(SynchronizationMode.allDevicesIncludingUserUpdateFromDevice.rawValue, at: 7)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// One transaction.
  ///
  /// - Parameters:
  ///   - uploads: of as many devices, which follow on each other.
  ///   - entries: of each upload.
  func store(_ uploads: Int, of entries: Int, from first: Int, users: Int) throws {
    try store((0..<uploads).map { ((first + $0) % devices, entries) }, users: users)
  }

  /// One transaction.
  ///
  /// - Parameter uploads: each of a device, by its place, and how many entries.
  func store(_ uploads: [(device: Int, entries: Int)], users: Int) throws {
    try begin.run()
    for upload in uploads { try add(upload.entries, of: upload.device, users) }
    try commit.run()
  }

  /// Milliseconds of one durable transaction with one entry: what an acknowledgement cannot do without.
  func commitOne() throws -> Double {
    let started = ContinuousClock.now
    try store(1, of: 1, from: 0, users: 100)
    return (ContinuousClock.now - started).inMilliseconds
  }

  private func add(_ entries: Int, of device: Int, _ users: Int) throws {
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    let id = Int64(Self.firstDevice + device)
    insert.bind(now, at: 1)
    insert.bind(id, at: 2)
    insert.bind(now / 1000, at: 4)
    for _ in 0..<entries {
      lastLogs[device] += 1
      insert.bind(lastLogs[device], at: 3)
      insert.bind("\(1 + (Int(lastLogs[device]) * 7 + device) % users)", at: 6)
      try insert.run()
    }
    mark.bind(lastLogs[device], at: 1)
    mark.bind(now, at: 2)
    mark.bind(id, at: 3)
    try mark.run()
  }
}
