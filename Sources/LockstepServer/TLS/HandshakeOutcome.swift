import NIOSSL

/// How a handshake ended, as `lockstep_tls_handshakes_total` counts it.
enum HandshakeOutcome: String, Hashable, Sendable {
  case completed
  /// The peer does not trust the server's certificate.
  case notTrusted = "not-trusted"
  /// The peer speaks older versions only.
  case oldVersion = "old-version"
  /// No TLS came on a port that speaks TLS.
  case plainText = "plain-text"
  /// TLS came on a port that speaks plain text.
  case tlsOnPlainPort = "tls-on-plain-port"
  /// The peer went away, or said nothing after the handshake.
  case abandoned
  case tooSlow = "too-slow"
  case failed

  /// For the log.
  var words: String {
    switch self {
    case .completed: "completed"
    case .notTrusted: "the peer does not trust this server's certificate"
    case .oldVersion: "the peer has neither TLS 1.3 nor 1.2"
    case .plainText: "the peer sent plain text to a port with TLS"
    case .tlsOnPlainPort: "the peer tried TLS on a port without"
    case .abandoned: "the peer went away"
    case .tooSlow: "the handshake took too long"
    case .failed: "the peer broke the rules of TLS"
    }
  }

  init(_ error: NIOSSLError) {
    guard case .handshakeFailed(let reason) = error else {
      self = .abandoned
      return
    }
    let text = "\(reason)".uppercased()
    func has(_ words: String...) -> Bool { words.contains { text.contains($0) } }
    if has("ALERT_UNKNOWN_CA", "ALERT_BAD_CERTIFICATE", "ALERT_CERTIFICATE", "ALERT_UNSUPPORTED_CERTIFICATE") {
      self = .notTrusted
    } else if has("UNSUPPORTED_PROTOCOL", "ALERT_PROTOCOL_VERSION", "WRONG_VERSION_NUMBER") {
      self = .oldVersion
    } else if has("HTTP_REQUEST") {
      self = .plainText
    } else if has("EOF DURING") {
      self = .abandoned
    } else {
      self = .failed
    }
  }
}
