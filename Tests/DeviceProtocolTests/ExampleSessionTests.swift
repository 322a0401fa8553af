import DeviceProtocol
import Foundation
import LockstepCore
import LockstepTesting
import NIOCore
import Testing

/// The session that `docs/device-protocol.md` shows byte by byte, made by both ends of the session code.
struct ExampleSessionTests {
  private static let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/device-protocol.md")

  @Test("SEC-1 the document's example session is what the code sends, byte by byte")
  func bytes() throws {
    let frames = try ExampleSession().frames()
    let text = try String(contentsOf: Self.document, encoding: .utf8)
    let written = Self.blocks(of: text)
    // Run with LOCKSTEP_UPDATE_DOCUMENT=1 after a change of the protocol, to write the bytes into the document.
    if ProcessInfo.processInfo.environment["LOCKSTEP_UPDATE_DOCUMENT"] != nil {
      try Self.replacingBlocks(of: text, with: frames).write(to: Self.document, atomically: true, encoding: .utf8)
    } else {
      #expect(written == frames)
    }
  }

  /// The bytes of the blocks that begin with ```` ```hex ````.
  private static func blocks(of text: String) -> [[UInt8]] {
    text.components(separatedBy: "```hex\n").dropFirst().map { part in
      let digits = part.prefix { $0 != "`" }.filter { !$0.isWhitespace }
      return [UInt8](hexadecimal: String(digits)) ?? []
    }
  }

  private static func replacingBlocks(of text: String, with frames: [[UInt8]]) -> String {
    var frames = frames.makeIterator()
    var parts = text.components(separatedBy: "```hex\n")
    for index in parts.indices.dropFirst() {
      guard let frame = frames.next(), let end = parts[index].range(of: "```") else { continue }
      let digits = Array(frame.hexadecimal)
      let lines = stride(from: 0, to: digits.count, by: 96).map {
        String(digits[$0..<min(digits.count, $0 + 96)])
      }
      parts[index] = lines.joined(separator: "\n") + "\n" + parts[index][end.lowerBound...]
    }
    return parts.joined(separator: "```hex\n")
  }
}

/// Both ends, set against each other without a socket.
private struct ExampleSession {
  private var device: DeviceSession
  private var server: ServerSession
  private var sent: [[UInt8]] = []

  init() throws {
    device = DeviceSession(try Samples.hello())
    server = ServerSession(.init(challenge: try Samples.challenge()), at: .zero)
  }

  func frames() throws -> [[UInt8]] {
    var session = self
    try session.run()
    return session.sent
  }

  private mutating func run() throws {
    for envelope in record(device.opening) { record(server.receive(envelope, at: .zero)).forEach { toDevice($0) } }
    toServer(device.prove(signature: try signature()))
    serverSends(server.welcome(Samples.welcome(), at: .zero))
    toServer(device.upload([Samples.entry]))
    serverSends(server.logsStored(request: 1, mark: 1))
    let ada = DeviceRecord(record: try Samples.ada(), isEdited: true, editMark: 1)
    try ask(.readUsers([ada.record.id]), .users(log: 1, [UserOnDevice(user: ada.record.id, .record(ada))]))
    try ask(
      .writeUsers(try Samples.writeUsers()),
      .writeResults([UserResult(user: try UserID("17"), .done), UserResult(user: try UserID("18"), .done)]))
    let sum = KeyedDigest.hmac(key: Samples.digestKey).of(try Samples.ada())
    try ask(
      .readDigest(ReadDigest(.everything, leaveOut: [try UserID("18")])),
      .digest(Digest(count: 1, sum: sum, log: 3)))
    let ping = server.tick(at: .seconds(30))
    for envelope in record(ping) { record(device.receive(envelope, at: .seconds(30))).forEach { _ in } }
    _ = record(device.close(Goodbye(.shutdown, "the device goes away")))
  }

  private mutating func signature() throws -> [UInt8] {
    try Samples.key().sign(
      ProofStatement.bytes(
        device: try Samples.device(), challenge: try Samples.challenge(), helloNonce: Samples.deviceNonce))
  }

  private mutating func ask(_ request: DeviceRequest, _ answer: DeviceAnswer) throws {
    let (id, actions) = server.ask(request)
    serverSends(actions)
    toServer(device.answer(request: id, answer))
  }

  private mutating func serverSends(_ actions: [ServerSession.Action]) {
    for envelope in record(actions) { toDevice(envelope) }
  }

  private mutating func toServer(_ actions: [DeviceSession.Action]) {
    for envelope in record(actions) { _ = server.receive(envelope, at: .zero) }
  }

  private mutating func toDevice(_ envelope: Envelope) { _ = device.receive(envelope, at: .zero) }

  private mutating func record(_ actions: [DeviceSession.Action]) -> [Envelope] {
    record(actions.compactMap { if case .send(let envelope) = $0 { envelope } else { nil } })
  }

  private mutating func record(_ actions: [ServerSession.Action]) -> [Envelope] {
    record(actions.compactMap { if case .send(let envelope) = $0 { envelope } else { nil } })
  }

  private mutating func record(_ envelopes: [Envelope]) -> [Envelope] {
    for envelope in envelopes {
      var buffer = ByteBuffer()
      FrameEncoder().encode(data: envelope, out: &buffer)
      sent.append(Array(buffer.readableBytesView))
    }
    return envelopes
  }
}
