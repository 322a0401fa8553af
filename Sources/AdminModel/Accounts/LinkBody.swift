/// Gives a password by a one-time link, and signs in.
public struct LinkBody: RequestBody {
  /// The end of the link.
  public var token: String
  /// 12 characters or more.
  public var password: String
  /// What somebody without a password yet wants to be called.
  public var name: String?

  public init(token: String, password: String, name: String? = nil) {
    self.token = token
    self.password = password
    self.name = name
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case token, password, name
  }
}
