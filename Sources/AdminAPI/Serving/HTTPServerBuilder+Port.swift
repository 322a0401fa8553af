import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import LockstepServer
import Logging
import NIOCore

extension HTTPServerBuilder {
  /// A port with or without TLS, which tells those who take it for the other kind.
  static func port(
    tls: ServerTLS?, limits: RequestLimits, gate: ConnectionGate, logger: Logger
  ) -> HTTPServerBuilder {
    let kind = PortKind(
      logger: logger, handshakeLimit: tls == nil ? nil : limits.handshake,
      plainAnswer: answer("400 Bad Request", "This port speaks HTTPS. Use an address that begins with https://.\n"))
    return HTTPServerBuilder { responder in
      let http = HTTP1Channel(
        responder: responder,
        configuration: HTTP1Channel.Configuration(
          additionalChannelHandlers: [kind.makeWatch(), RequestWatch(limits, gate), ContinueHandler()],
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: 16_384, maxHeaderListSize: 32_768, maxHeaderFieldCount: 100)))
      guard let tls else {
        let full = answer("503 Service Unavailable", "The server has no room for more connections. Try again later.\n")
        return GuardedChannel(base: http, gate: gate, answer: full)
      }
      return GuardedChannel(
        base: try TLSChannel(http, tlsConfiguration: tls.webConfiguration), gate: gate, answer: [])
    }
  }

  private static func answer(_ status: String, _ text: String) -> [UInt8] {
    Array(
      ("HTTP/1.1 \(status)\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
        + "Content-Length: \(text.utf8.count)\r\n\r\n\(text)").utf8)
  }
}
