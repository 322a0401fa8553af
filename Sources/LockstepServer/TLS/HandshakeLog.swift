import Logging
import Metrics
import NIOCore

/// Counts handshakes, and tells of those that failed.
final class HandshakeLog: Sendable {
  private let log: PacedLog<HandshakeOutcome>

  init(logger: Logger) { log = PacedLog(logger: logger) }

  func ended(_ outcome: HandshakeOutcome, peer: SocketAddress?) {
    Counter(label: "lockstep_tls_handshakes_total", dimensions: [("outcome", outcome.rawValue)]).increment()
    guard outcome != .completed, outcome != .abandoned else { return }
    log.notice(
      "a connection was refused", outcome,
      metadata: ["reason": "\(outcome.words)", "from": "\(peer?.ipAddress ?? "?")"])
  }
}
