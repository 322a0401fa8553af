import NIOSSL

/// Why a device does not speak to a server that it found (SEC-1).
public enum ServerRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// The server shows no authority beside its own certificate, or something that is no certificate.
  case incomplete
  /// The server's certificate is not signed by the authority that it shows.
  case notSigned
  /// Another authority than the one that the device was registered under.
  case otherAuthority
  /// The server's certificate has run out, and the device is sure of the time.
  case expired
  /// There is no TLS at the other end.
  case noTLS
  /// The handshake failed for another reason.
  case handshakeFailed

  public var description: String {
    switch self {
    case .incomplete: "it does not show a certificate with its authority"
    case .notSigned: "its certificate is not signed by the authority that it shows"
    case .otherAuthority: "it is not the server that this device was registered with: its authority is another one"
    case .expired: "its certificate has expired"
    case .noTLS: "it does not speak TLS"
    case .handshakeFailed: "the TLS handshake failed"
    }
  }

  /// Nil for a link that was lost.
  init?(_ error: NIOSSLError) {
    guard case .handshakeFailed(let reason) = error else { return nil }
    let text = "\(reason)"
    if text.contains("EOF during") { return nil }
    let isPlain = text.contains("WRONG_VERSION_NUMBER") || text.contains("ALERT_PROTOCOL_VERSION")
    self = isPlain ? .noTLS : .handshakeFailed
  }
}
