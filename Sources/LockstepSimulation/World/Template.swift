import DeviceProtocol
import LockstepCore
import LockstepStore

/// A disk with an empty database of this version's schema, made once for all worlds of a process.
enum Template {
  static let migrated: SimulatedDisk.Snapshot = {
    let disk = SimulatedDisk(seed: 0)
    do {
      try Store.open(path: disk.path, identity: identity, key: key, makeDigest: KeyedDigest.hmac).close()
    } catch {
      preconditionFailure("an empty disk cannot be migrated: \(error)")
    }
    return disk.snapshot()
  }()

  static let key: DataKey = {
    guard let key = DataKey(Array(repeating: 0x6B, count: DataKey.byteCount)) else { preconditionFailure("32 bytes") }
    return key
  }()

  static let identity: Store.Identity = {
    guard let server = ServerID(Array(repeating: 0x5E, count: 16)) else { preconditionFailure("16 bytes") }
    return Store.Identity(server: server, digestKey: Array(repeating: 0x4B, count: 32))
  }()
}
