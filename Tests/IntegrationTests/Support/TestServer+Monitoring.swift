import LockstepCore
import LockstepServer
import LockstepStore

/// What the server shows of its doors, for expectations.
extension TestServer {
  /// The monitoring log, oldest first.
  func log(
    _ kind: EventKind? = nil, of device: DeviceID? = nil, user: UserID? = nil
  ) async throws -> [StoredEvent] {
    try await store.read {
      try $0.events(EventQuery(device: device, user: user?.text, kind: kind, limit: 10_000))
    }
  }

  /// The log IDs that the server has of a device's current epoch.
  func logIDs(of device: DeviceID) async throws -> [LogID] {
    let epoch = try await known(device).epoch
    return try await log(.log, of: device).filter { $0.epoch == epoch }.compactMap(\.log)
  }

  /// Open entries under *Needs attention*.
  func attention(
    _ kind: AttentionKind? = nil, on device: DeviceID? = nil, isOpen: Bool = true
  ) async throws -> [StoredEntry] {
    try await store.read { try $0.entries(EntryQuery(kind: kind, device: device, isOpen: isOpen, limit: 1000)) }
  }

  func known(_ device: DeviceID) async throws -> StoredDevice {
    let cursors = engine.liveCursors
    return try await store.read { try $0.device(device, cursors: cursors) }
  }

  func standing(of device: DeviceID) async throws -> Standing { try await store.read { try $0.standing(of: device) } }

  @discardableResult
  func addGroup(_ name: String) async throws -> AccessGroupID {
    try await engine.commit { try $0.addAccessGroup(named: name) }
  }

  func put(_ device: DeviceID, into groups: [AccessGroupID], confirm: String? = nil) async throws {
    try await engine.commit { try $0.changeDevice(device, accessGroups: groups, confirm: confirm) }
  }

  func set(_ setting: Setting, to value: String) async throws {
    try await engine.commit { try $0.set(setting, to: value) }
  }

  func choose(_ choice: ContentChoice, for device: DeviceID) async throws {
    let now = engine.now()
    try await engine.commit { try $0.choose(choice, for: device, at: now) }
  }

  func decide(_ entry: StoredEntry, _ action: String) async throws {
    let now = engine.now()
    try await engine.commit { try $0.decide(entry.id, action, by: "test", at: now) }
  }
}
