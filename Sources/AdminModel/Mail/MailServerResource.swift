/// Where mail is handed over.
public struct MailServerResource: Codable, Hashable, Sendable {
  public var host: String
  public var port: Int
  /// `none`, `starttls` or `tls`.
  public var security: String
  /// Empty where nobody signs in.
  public var user: String
  /// Whether a password for this host, user and security is kept.
  public var hasPassword: Bool
  /// Certificates (PEM); empty: those of the system.
  public var authority: String
  public var senderAddress: String
  public var senderName: String

  public init(
    host: String, port: Int, security: String, user: String, hasPassword: Bool, authority: String,
    senderAddress: String, senderName: String
  ) {
    self.host = host
    self.port = port
    self.security = security
    self.user = user
    self.hasPassword = hasPassword
    self.authority = authority
    self.senderAddress = senderAddress
    self.senderName = senderName
  }
}
