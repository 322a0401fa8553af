import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import NIOPosix
import Testing

extension Doors {
  /// Waits for the one open entry of a kind.
  func entry(
    _ kind: AttentionKind, of user: UserID? = nil, on index: Int? = nil, slot: Slot? = nil
  ) async throws -> StoredEntry {
    let device = index.map { self[$0].id }
    try await until("an open \(kind.rawValue)") { doors in
      try await !doors.open(kind, of: user, on: device, slot: slot).isEmpty
    }
    return try #require(try await open(kind, of: user, on: device, slot: slot).first)
  }

  func open(
    _ kind: AttentionKind, of user: UserID? = nil, on device: DeviceID? = nil, slot: Slot? = nil
  ) async throws -> [StoredEntry] {
    try await server.attention(kind, on: device).filter {
      (user == nil || $0.user == user?.text) && (slot == nil || $0.slot == slot)
    }
  }

  /// The entry as it is now, open or closed.
  func again(_ entry: StoredEntry) async throws -> StoredEntry {
    try await server.store.read { try $0.entry(entry.id) }
  }

  /// A door is away while something happens, then it is back.
  func away(_ index: Int, while body: () async throws -> Void) async throws {
    await self[index].disconnect()
    try await body()
    try await reconnect(index)
  }

  /// Waits until every door of the fleet has nothing left to do.
  func allSettled() async throws {
    for index in fleet.devices.indices { try await settled(index) }
  }

  /// A user as every door of the fleet holds it, nil for one that does not.
  func held(_ user: UserID) -> [UserRecord?] { fleet.devices.map { $0.memory.user(user)?.record } }

  /// A door of another kind, registered.
  func joined(_ number: UInt32, _ capabilities: Capabilities, userCapacity: Int = 1000) async throws -> SimulatedDevice
  {
    let memory = DeviceMemory(
      device: try #require(DeviceID(number)), seed: 7, capabilities: capabilities, userCapacity: userCapacity)
    let device = SimulatedDevice(memory: memory, on: MultiThreadedEventLoopGroup.singleton.next())
    try await join(device)
    return device
  }

  /// Waits until one that is not of the fleet is equal to what it should hold.
  func isEqual(_ device: SimulatedDevice) async throws -> Bool {
    try await device.waitUntilAllAcknowledged()
    let compared = try await server.engine.compare(device.id)
    return compared.isEqual && compared.leftOut.isEmpty
  }
}
