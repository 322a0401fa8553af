import DeviceProtocol
import LockstepCore

/// The two ends of the sessions that are fuzzed. Key and signature are real: no input finds them by chance.
struct KnownSession {
  static let shared = need("sessions: the known session") { try KnownSession() }

  let hello: Hello
  let challenge: Challenge
  let signature: [UInt8]

  private struct Missing: Error {}

  private init() throws {
    guard let key = DeviceKey(seed: [UInt8](0..<32)), let device = DeviceID(1003),
      let server = ServerID([UInt8](repeating: 0x5E, count: 16))
    else { throw Missing() }
    hello = Hello(
      device: device, publicKey: key.publicKey, model: "Example Terminal", firmware: "1.0", epoch: 7, firstLogID: 1,
      lastLogID: 1, server: nil, highestRevision: 0, highestIncarnation: 0, userCount: 1, capabilities: .full,
      userCapacity: 1000, nonce: [UInt8](repeating: 0xD0, count: 32), time: 1_800_000_000)
    challenge = Challenge(
      nonce: [UInt8](repeating: 0xA0, count: 32), server: server,
      authorityFingerprint: [UInt8](repeating: 0xF1, count: 32))
    signature = key.sign(ProofStatement.bytes(device: device, challenge: challenge, helloNonce: hello.nonce))
  }

  func welcome(registered isRegistered: Bool, window: Int = 2, batch: Int = 3, keepAlive: Int = 30) -> Welcome {
    Welcome(
      state: isRegistered ? .registered : .waiting, logMark: 0, logWindow: window, logBatch: batch,
      keepAliveSeconds: keepAlive, digestKey: [UInt8](repeating: 0x4B, count: 32), time: 1_800_000_002)
  }
}

extension LogEntry {
  static func list(_ count: Int) -> [LogEntry] {
    (0..<count).map { LogEntry(id: LogID($0 + 1), time: 1, code: .enrollSuccess, origin: .device, user: "17") }
  }
}

extension InputCursor {
  /// What comes in as bytes: their number, and they.
  mutating func envelope() -> Result<Envelope, MessageError> {
    let content = bytes(short() % 4096)
    return Result { () throws(MessageError) in try Envelope(encoded: content) }
  }

  /// A moment that is later than the one before by up to about a minute, or not at all.
  mutating func time(after now: Duration) -> Duration { now + .milliseconds(short()) }
}
