import Foundation
import LockstepCore
import LockstepStore
import LockstepTesting

/// A data directory with a large hospital in it: users, doors, and what they logged.
struct FilledDirectory {
  let url: URL
  let users: Int
  let devices: Int
  let events: Int

  /// Whether it was filled before.
  var exists: Bool {
    FileManager.default.fileExists(atPath: url.appendingPathComponent("lockstep.sqlite").path)
  }

  /// Fills a new database through the store, as the server would.
  func fill(progress: (String) -> Void) throws {
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    guard let server = ServerID(Array(repeating: 1, count: 16)) else { return }
    let key = try Self.key()
    // As the server finds it there.
    let text = "lockstep-data-key-1 \(Data(key.bytes).base64EncodedString())\n"
    try Data(text.utf8).write(to: url.appendingPathComponent("data-key"))
    let store = try Store.open(
      directory: url, identity: Store.Identity(server: server, digestKey: Array(repeating: 2, count: 32)),
      key: { _ in key }, makeDigest: { _ in .testing })
    let groups = try store.write { store in try (1...20).map { try store.addAccessGroup(named: "Ward \($0)") } }
    for first in stride(from: 1, through: users, by: 5000) {
      let last = min(users, first + 4999)
      try store.write { store in
        for number in first...last {
          var record = UserRecord(id: try UserID("\(number)"))
          record.name = "\(People.names[number % People.names.count].prefix(36)) \(number)"
          record.setCards([try Sample.card("\(10_000_000 + number)")])
          record.rights.setAccessGroups([groups[number % groups.count]])
          try store.addUser(
            record, details: UserDetails(email: "p\(number)@example.org"), source: .operator("bench"), at: 0)
        }
      }
      if first % 50_000 == 1 { progress("users: \(last) of \(users)") }
    }
    try fillEvents(store, progress)
    try store.close()
  }

  static func key() throws -> DataKey {
    guard let key = DataKey(Array(repeating: 3, count: DataKey.byteCount)) else { throw CocoaError(.coderInvalidValue) }
    return key
  }

  private func fillEvents(_ store: Store, _ progress: (String) -> Void) throws {
    let each = events / devices
    for number in 1...devices {
      guard let device = DeviceID(UInt32(1000 + number)) else { continue }
      var key = [UInt8](repeating: 0, count: 32)
      key[0] = UInt8(truncatingIfNeeded: number)
      key[1] = UInt8(truncatingIfNeeded: number >> 8)
      let facts = DeviceFacts(
        device: device, publicKey: key, model: "Terminal", firmware: "1", epoch: 7, lastLog: 0, server: nil,
        highestRevision: 0, highestIncarnation: 0, userCount: 0, capabilities: .full, userCapacity: 500_000,
        clockSkew: 0)
      try store.write { store in
        _ = try store.identify(facts, at: 1)
        try store.register(device, at: 1)
        guard case .registered(let session, _) = try store.identify(facts, at: 1) else { return }
        for first in stride(from: 1, through: each, by: 500) {
          let entries = (first...min(each, first + 499)).map { entry in
            LogEntry(
              id: LogID(entry), time: 1_700_000_000 + Int64(entry), code: EventCode(0x1000), origin: .device,
              user: "\(1 + (entry * 7 + number) % users)")
          }
          _ = try store.ingest(entries, epoch: 7, session: session, at: 2)
        }
      }
      if number % 50 == 0 { progress("events: \(number * each) of \(events)") }
    }
  }
}
