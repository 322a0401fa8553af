/// A bare round trip over loopback to another process, with the system's own calls.
final class RoundTrip {
  private let peer: PeerProcess
  private let connection: LoopbackSocket
  /// As long as a small message of the protocol.
  private static let message = [UInt8](repeating: 1, count: 100)

  init() throws {
    let peer = try PeerProcess("echo-peer")
    self.peer = peer
    do {
      connection = try LoopbackSocket.connect(to: peer.port)
    } catch {
      peer.end()
      throw error
    }
  }

  func milliseconds() throws -> Double {
    let started = ContinuousClock.now
    try connection.send(Self.message)
    var received = 0
    while received < Self.message.count {
      let bytes = try connection.receive(4096)
      guard !bytes.isEmpty else { throw LoopbackSocket.Failure(message: "the other end is gone") }
      received += bytes.count
    }
    return (ContinuousClock.now - started).inMilliseconds
  }

  func end() { peer.end() }
}
