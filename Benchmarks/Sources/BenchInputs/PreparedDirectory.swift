import DeviceProtocol
package import DeviceSimulator
package import Foundation
package import LockstepCore
package import LockstepStore

/// A data directory that is made through the store before a server opens it: with doors that it knows, so that none has to
/// be registered by hand, and people.
package struct PreparedDirectory {
  let url: URL

  package init(_ url: URL) { self.url = url }

  /// A new database, in the mode in which everything happens: all devices, with what is enrolled at them.
  package func make(
    mode: SynchronizationMode = .allDevicesIncludingUserUpdateFromDevice, _ fill: (Store) throws -> Void
  ) throws {
    let store = try open(mode: mode)
    try fill(store)
    try store.close()
  }

  /// The same, for who goes on with it.
  package func open(mode: SynchronizationMode = .allDevicesIncludingUserUpdateFromDevice) throws -> Store {
    guard let server = ServerID(Array(repeating: 1, count: 16)), let key = DataKey.random() else {
      throw CocoaError(.coderInvalidValue)
    }
    // As the server finds it there.
    let text = "lockstep-data-key-1 \(Data(key.bytes).base64EncodedString())\n"
    try Data(text.utf8).write(to: url.appendingPathComponent("data-key"))
    let store = try Store.open(
      directory: url, identity: Store.Identity(server: server, digestKey: Array(repeating: 2, count: 32)),
      key: { _ in key }, makeDigest: KeyedDigest.hmac(key:))
    _ = try store.write { try $0.setMode(mode, at: Self.now) }
    return store
  }

  package static let firstDevice: UInt32 = 1001

  package static func memories(_ count: Int, seed: UInt64, logCapacity: Int = 10_000) -> [DeviceMemory] {
    (0..<UInt32(clamping: count)).compactMap { DeviceID(firstDevice + $0) }
      .map { DeviceMemory(device: $0, seed: seed, logCapacity: logCapacity) }
  }

  /// Makes doors known, as if they had come and been registered.
  ///
  /// - Parameter groups: each door belongs to one of them, in turn; none for none.
  package static func register(_ memories: [DeviceMemory], groups: [AccessGroupID], in store: Store) throws {
    for first in stride(from: 0, to: memories.count, by: 500) {
      let part = Array(memories[first..<min(memories.count, first + 500)])
      try store.write { store in
        for (index, memory) in part.enumerated() {
          guard let facts = said(by: memory) else { continue }
          _ = try store.identify(facts, at: now)
          try store.register(memory.device, at: now)
          guard !groups.isEmpty else { continue }
          try store.changeDevice(memory.device, accessGroups: [groups[(first + index) % groups.count]])
        }
      }
    }
  }

  /// - Parameters:
  ///   - groups: each person belongs to one of them, in turn; none for none.
  ///   - person: what the server knows of one.
  package static func addPeople(
    _ people: ClosedRange<Int>, groups: [AccessGroupID], to store: Store,
    as person: @escaping @Sendable (Int) throws -> UserRecord = { try BenchedPerson.record($0) }
  ) throws {
    for first in stride(from: people.lowerBound, through: people.upperBound, by: 5000) {
      let last = min(people.upperBound, first + 4999)
      try store.write { store in
        for number in first...last {
          var record = try person(number)
          if !groups.isEmpty { record.rights.setAccessGroups([groups[number % groups.count]]) }
          try store.addUser(record, source: .operator("bench"), at: now)
        }
      }
    }
  }

  private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

  /// What a door says of itself when it comes.
  package static func said(by memory: DeviceMemory) -> DeviceFacts? {
    memory.hello(nonce: Array(repeating: 0, count: 32), at: now / 1000).map {
      DeviceFacts(
        device: $0.device, publicKey: $0.publicKey, model: $0.model, firmware: $0.firmware, epoch: $0.epoch,
        lastLog: $0.lastLogID, server: nil, highestRevision: 0, highestIncarnation: 0, userCount: 0,
        capabilities: $0.capabilities, userCapacity: $0.userCapacity, clockSkew: 0)
    }
  }
}
