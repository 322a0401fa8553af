/// A change of an administrator; what is left out stays as it is.
public struct AdministratorChange: RequestBody {
  /// `viewer`, `operator` or `administrator`.
  public var role: String?
  public var email: String?

  public init(role: String? = nil, email: String? = nil) {
    self.role = role
    self.email = email
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case role, email
  }
}
