import Foundation
import LockstepCore
import LockstepStore
import LockstepTesting
import Testing

/// A store on a real database file, with doors that are spoken for.
struct StoreScene: Sendable {
  let store: Store
  let directory: URL

  static func run<Value>(_ body: (StoreScene) throws -> Value) throws -> Value {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let store = try reopen(directory)
    defer { try? store.close() }
    return try body(StoreScene(store: store, directory: directory))
  }

  /// What the database is sealed with.
  static func key(_ number: Int = 2) throws -> DataKey { try #require(DataKey(Sample.pin(number))) }

  static func device(_ number: UInt32 = 1001) throws -> DeviceID { try #require(DeviceID(number)) }

  static func facts(
    _ device: DeviceID, key: Int = 1, epoch: Epoch = 7, lastLog: LogID = 0, users: Int = 0, capacity: Int = 1000
  ) -> DeviceFacts {
    DeviceFacts(
      device: device, publicKey: Sample.pin(key), model: "Terminal", firmware: "1", epoch: epoch, lastLog: lastLog,
      server: nil, highestRevision: 0, highestIncarnation: 0, userCount: users, capabilities: .full,
      userCapacity: capacity, clockSkew: 0)
  }

  /// Connects a device.
  func identify(_ facts: DeviceFacts) throws -> Identified { try store.write { try $0.identify(facts, at: 1) } }

  /// A registered, empty device with a session.
  func door(_ number: UInt32 = 1001, capacity: Int = 1000) throws -> SessionKey {
    let device = try Self.device(number)
    _ = try identify(Self.facts(device, capacity: capacity))
    try store.write { try $0.register(device, at: 1) }
    return try session(Self.facts(device, capacity: capacity))
  }

  func session(_ facts: DeviceFacts) throws -> SessionKey {
    guard case .registered(let session, _) = try identify(facts) else { throw NotRegistered() }
    return session
  }

  struct NotRegistered: Error {}

  @discardableResult
  func ingest(
    _ entries: [LogEntry], _ session: SessionKey, epoch: Epoch = 7
  ) throws -> Ingested {
    try store.write { try $0.ingest(entries, epoch: epoch, session: session, at: 2) }
  }

  func set(_ mode: SynchronizationMode, confirm: String? = nil) throws {
    _ = try store.write { try $0.setMode(mode, confirm: confirm, at: 1) }
  }

  /// Adds users with these IDs.
  func add(_ ids: some Sequence<Int> & Sendable, groups: [AccessGroupID] = []) throws {
    let ids = Array(ids)
    try store.write { transaction in
      for number in ids {
        let record = UserRecord(id: try UserID("\(number)"), rights: Rights(accessGroups: groups))
        _ = try transaction.addUser(record, source: .operator("test"), at: 1)
      }
    }
  }

  /// What a door asks that wants everything, and whose line is known up to a head.
  static func query(
    _ device: DeviceID, from cursor: Revision = 0, reading: Set<UserID> = [], wantsChanges: Bool = true,
    recent: RecentChanges? = nil, lineHead: Revision = .max, mostScanned: Int = WorkQuery.mostScanned,
    mostMembers: Int = WorkQuery.mostMembers, mostUsers: Int = WorkQuery.mostUsers
  ) -> WorkQuery {
    WorkQuery(
      device: device, cursor: cursor, ahead: [:], reading: reading, wantsPulls: true, wantsWrites: true,
      wantsChanges: wantsChanges, recent: recent, hasBacklog: false, lineHead: lineHead, mostScanned: mostScanned,
      mostMembers: mostMembers, mostUsers: mostUsers
    ) { _, _, _ in
      []
    } encodeTarget: { _, _ in
      []
    }
  }

  func work(
    _ device: DeviceID, from cursor: Revision = 0, reading: Set<UserID> = [], mostScanned: Int = WorkQuery.mostScanned,
    mostMembers: Int = WorkQuery.mostMembers, wantsChanges: Bool = true, recent: RecentChanges? = nil,
    mostUsers: Int = WorkQuery.mostUsers
  ) throws -> Work {
    let query = Self.query(
      device, from: cursor, reading: reading, wantsChanges: wantsChanges, recent: recent, mostScanned: mostScanned,
      mostMembers: mostMembers, mostUsers: mostUsers)
    return try store.read { try $0.work(query, at: 3) }
  }

  func events(_ kind: EventKind? = nil) throws -> [StoredEvent] {
    try store.read { try $0.events(EventQuery(kind: kind, limit: 10_000)) }
  }

  func attention(_ kind: AttentionKind? = nil) throws -> [StoredEntry] {
    try store.read { try $0.entries(EntryQuery(kind: kind, limit: 1000)) }
  }

  static func entry(
    _ id: LogID, _ code: EventCode = .enrollSuccess, user: String = "17", origin: Origin = .device, time: Int64 = 100
  ) -> LogEntry {
    LogEntry(id: id, time: time, code: code, origin: origin, user: user)
  }
}
