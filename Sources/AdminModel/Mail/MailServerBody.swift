/// Says where mail is handed over.
public struct MailServerBody: RequestBody {
  public var host: String
  /// 1 to 65535; without it the usual one: 25, 587 with `starttls`, 465 with `tls`.
  public var port: Int?
  /// `none`, `starttls` or `tls`.
  public var security: String
  /// Empty or left out where nobody signs in.
  public var user: String?
  /// Never given out again. Left out, the one that is kept stays, if host, user and security are as before.
  public var password: String?
  /// Certificates (PEM) that the mail server's is checked against; empty or left out: those of the system.
  public var authority: String?
  public var senderAddress: String
  /// At most 100 characters.
  public var senderName: String?

  public init(
    host: String, port: Int? = nil, security: String, user: String? = nil, password: String? = nil,
    authority: String? = nil, senderAddress: String, senderName: String? = nil
  ) {
    self.host = host
    self.port = port
    self.security = security
    self.user = user
    self.password = password
    self.authority = authority
    self.senderAddress = senderAddress
    self.senderName = senderName
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case host, port, security, user, password, authority, senderAddress, senderName
  }
}
