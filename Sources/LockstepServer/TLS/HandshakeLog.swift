import Logging
import Metrics
import NIOCore
import Synchronization

/// Counts handshakes, and tells of those that failed: each reason at most once a minute, because whoever scans ports
/// would fill the log.
final class HandshakeLog: Sendable {
  private struct Told {
    var at: NIODeadline
    var untold = 0
  }

  private let logger: Logger
  private let told = Mutex<[HandshakeOutcome: Told]>([:])

  init(logger: Logger) { self.logger = logger }

  func ended(_ outcome: HandshakeOutcome, peer: SocketAddress?) {
    Counter(label: "lockstep_tls_handshakes_total", dimensions: [("outcome", outcome.rawValue)]).increment()
    guard outcome != .completed, outcome != .abandoned else { return }
    let now = NIODeadline.now()
    let untold: Int? = told.withLock { told in
      if let last = told[outcome], now - last.at < .minutes(1) {
        told[outcome]?.untold += 1
        return nil
      }
      defer { told[outcome] = Told(at: now) }
      return told[outcome]?.untold ?? 0
    }
    guard let untold else { return }
    logger.notice(
      "a connection was refused",
      metadata: ["reason": "\(outcome.words)", "from": "\(peer?.ipAddress ?? "?")", "untold": "\(untold)"])
  }
}
