/// A new administrator, who gives a password by a link.
public struct AdministratorBody: RequestBody {
  /// 1 to 48 characters.
  public var name: String
  /// `viewer`, `operator` or `administrator`.
  public var role: String
  public var email: String?

  public init(name: String, role: String, email: String? = nil) {
    self.name = name
    self.role = role
    self.email = email
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case name, role, email
  }
}
