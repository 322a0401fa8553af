public import Logging
import NIOCore

/// Makes what stands at the front of each connection of a port.
public struct PortKind: Sendable {
  private let log: HandshakeLog
  private let limit: TimeAmount?
  private let plainAnswer: [UInt8]

  /// - Parameters:
  ///   - limit: how long a handshake may take; nil for a port without TLS.
  ///   - plainAnswer: what plain text gets on a port with TLS.
  public init(logger: Logger, handshakeLimit limit: Duration?, plainAnswer: [UInt8]) {
    log = HandshakeLog(logger: logger)
    self.limit = limit.map { TimeAmount($0) }
    self.plainAnswer = plainAnswer
  }

  /// One a connection, behind TLS.
  public func makeWatch() -> HandshakeWatch {
    HandshakeWatch(log, gate: PortGate(expectsTLS: limit != nil, plainAnswer: plainAnswer), limit: limit)
  }
}
