/// Gives oneself another password.
public struct PasswordBody: RequestBody {
  public var current: String
  /// 12 characters or more.
  public var password: String

  public init(current: String, password: String) {
    self.current = current
    self.password = password
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case current, password
  }
}
