public import Foundation

/// Somebody who may sign in.
public struct AdministratorResource: Codable, Hashable, Sendable {
  public var id: Int64
  public var name: String
  /// `viewer`, `operator` or `administrator`.
  public var role: String
  public var email: String
  /// Whether they have given a password yet, by their link.
  public var hasPassword: Bool
  public var createdAt: Date
  @OrNull public var signedInAt: Date?
  /// Names of the API tokens that they made, by themselves or with such a token. They end when the administrator is removed;
  /// those of a higher role end with a lower role.
  public var apiTokens: [String]

  public init(
    id: Int64, name: String, role: String, email: String, hasPassword: Bool, createdAt: Date, signedInAt: Date? = nil,
    apiTokens: [String] = []
  ) {
    self.id = id
    self.name = name
    self.role = role
    self.email = email
    self.hasPassword = hasPassword
    self.createdAt = createdAt
    self.signedInAt = signedInAt
    self.apiTokens = apiTokens
  }
}
