import LockstepCore

/// Where mail is handed over, and from whom it comes. The password is no part of it: it is kept in a file of the owner.
public struct MailServerSettings: Hashable, Sendable {
  /// How the connection is secured.
  public enum Security: String, CaseIterable, Sendable {
    /// Not at all.
    case none
    /// Plain at first, then TLS; a server that does not offer it gets nothing.
    case startTLS = "starttls"
    /// TLS from the first byte.
    case tls

    /// The port where servers usually take it.
    public var usualPort: Int {
      switch self {
      case .none: 25
      case .startTLS: 587
      case .tls: 465
      }
    }
  }

  /// A name or an address.
  public let host: String
  public let port: Int
  public let security: Security
  /// Empty where the server wants no sign-in.
  public let user: String
  /// Certificates (PEM) that the mail server's is checked against; empty for those of the system.
  public let authority: String
  /// The address that mails come from.
  public let senderAddress: String
  /// The name beside it; a project can have its own.
  public let senderName: String

  /// - Throws: ``LimitError`` for a host, user, address or name that a mail server could not be told; a sign-in without TLS
  ///   to another machine.
  public init(
    host: String, port: Int, security: Security, user: String = "", authority: String = "", senderAddress: String,
    senderName: String
  ) throws {
    guard (1...253).contains(host.utf8.count), host.utf8.allSatisfy(Self.isHostByte),
      !host.hasPrefix("-"), !host.hasPrefix(".")
    else { throw LimitError(field: "host", limit: "the name or address of a mail server", actual: "something else") }
    guard (1...65_535).contains(port) else { throw LimitError(field: "port", limit: "1…65535", actual: "\(port)") }
    guard user.utf8.count <= 254, !user.unicodeScalars.contains(where: \.isControl) else {
      throw LimitError(field: "user", limit: "at most 254 bytes without control characters", actual: "something else")
    }
    guard user.isEmpty || security != .none || Self.isLoopback(host) else {
      throw LimitError(field: "security", limit: "starttls or tls where a user signs in", actual: security.rawValue)
    }
    guard authority.utf8.count <= 65_536 else {
      throw LimitError(field: "authority", limit: "at most 65536 bytes", actual: "\(authority.utf8.count)")
    }
    guard MailAddress.isOne(senderAddress) else {
      throw LimitError(field: "senderAddress", limit: "an e-mail address", actual: "something else")
    }
    guard senderName.count <= 100, !senderName.unicodeScalars.contains(where: \.isControl) else {
      throw LimitError(
        field: "senderName", limit: "at most 100 characters, no control characters", actual: "something else")
    }
    self.host = host
    self.port = port
    self.security = security
    self.user = user
    self.authority = authority
    self.senderAddress = senderAddress
    self.senderName = senderName
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    Character(Unicode.Scalar(byte)).isASCII && Character(Unicode.Scalar(byte)).isLetter
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-.:".utf8.contains(byte)
  }

  private static func isLoopback(_ host: String) -> Bool {
    host.lowercased() == "localhost" || host == "::1" || host.hasPrefix("127.")
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { properties.generalCategory == .control }
}
