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

  public init(
    id: Int64, name: String, role: String, email: String, hasPassword: Bool, createdAt: Date, signedInAt: Date? = nil
  ) {
    self.id = id
    self.name = name
    self.role = role
    self.email = email
    self.hasPassword = hasPassword
    self.createdAt = createdAt
    self.signedInAt = signedInAt
  }
}
