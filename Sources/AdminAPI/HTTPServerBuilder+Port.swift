import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import LockstepServer
import Logging
import NIOCore

extension HTTPServerBuilder {
  /// A port with or without TLS, which tells those who take it for the other kind.
  ///
  /// - Parameter patience: for a request's head, for the next piece of its body, and for the next request. What is being
  ///   answered may take as long as it takes.
  static func port(tls: ServerTLS?, patience: Duration, logger: Logger) -> HTTPServerBuilder {
    let text = "This port speaks HTTPS. Use an address that begins with https://.\n"
    let answer =
      "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
      + "Content-Length: \(text.utf8.count)\r\n\r\n\(text)"
    let kind = PortKind(
      logger: logger, handshakeLimit: tls == nil ? nil : .seconds(10), plainAnswer: Array(answer.utf8))
    return HTTPServerBuilder { responder in
      let http = HTTP1Channel(
        responder: responder,
        configuration: HTTP1Channel.Configuration(
          additionalChannelHandlers: [kind.makeWatch(), ContinueHandler()], idleTimeout: TimeAmount(patience)))
      guard let tls else { return http }
      return try TLSChannel(http, tlsConfiguration: tls.webConfiguration)
    }
  }
}
