import DeviceProtocol
import LockstepCore
import LockstepTesting

/// The messages of these tests; the values that a session proves or checks are real.
enum Samples {
  static let seed = [UInt8](0..<32)
  static let deviceNonce = [UInt8](repeating: 0xD0, count: 32)
  static let serverNonce = [UInt8](repeating: 0xA0, count: 32)
  static let authority = [UInt8](repeating: 0xF1, count: 32)
  static let digestKey = [UInt8](repeating: 0x4B, count: 32)
  static let epoch: Epoch = 0x0123_4567_89AB_CDEF
  static let time: Int64 = 1_800_000_000

  static func device() throws -> DeviceID {
    guard let device = DeviceID(1003) else { throw Missing() }
    return device
  }

  static func key() throws -> DeviceKey {
    guard let key = DeviceKey(seed: seed) else { throw Missing() }
    return key
  }

  static func server() throws -> ServerID {
    guard let server = ServerID([UInt8](repeating: 0x5E, count: 16)) else { throw Missing() }
    return server
  }

  static func hello(versions: ClosedRange<UInt32> = 1...1) throws -> Hello {
    Hello(
      lowestVersion: versions.lowerBound, highestVersion: versions.upperBound, device: try device(),
      publicKey: try key().publicKey, model: "Example Terminal", firmware: "1.0", epoch: epoch, firstLogID: 1,
      lastLogID: 1, server: nil, highestRevision: 0, highestIncarnation: 0, userCount: 1, capabilities: .full,
      userCapacity: 1000, nonce: deviceNonce, time: time)
  }

  static func challenge(version: UInt32 = 1) throws -> Challenge {
    Challenge(version: version, nonce: serverNonce, server: try server(), authorityFingerprint: authority)
  }

  static func welcome(_ state: Welcome.State = .registered, window: Int = 2) -> Welcome {
    Welcome(
      state: state, logMark: 0, logWindow: window, logBatch: 100, keepAliveSeconds: 30, digestKey: digestKey,
      time: time + 2)
  }

  static func base(_ revision: Revision = 41) throws -> Base {
    Base(server: try server(), incarnation: 1, revision: revision)
  }

  static func ada() throws -> UserRecord {
    UserRecord(id: try UserID("17"), name: "Ada Byron", cards: [try Sample.card("12345")])
  }

  static let entry = LogEntry(id: 1, time: time, code: .enrollSuccess, origin: .device, user: "17")

  static func writeUsers() throws -> WriteUsers {
    let bruno = UserRecord(id: try UserID("18"), name: "Bruno Tal", cards: [try Sample.card("777", .mobile)])
    return WriteUsers(
      epoch: epoch, mark: 1,
      writes: [
        UserWrite(state: UserState(record: try ada(), base: try base(41)).encoded(), isBaseOnly: true),
        UserWrite(state: UserState(record: bruno, base: try base(42)).encoded(), keep: [.name, .fingerprint(3)]),
      ])
  }

  struct Missing: Error {}
}
