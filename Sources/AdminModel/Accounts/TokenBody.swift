public import Foundation

/// A new API token.
public struct TokenBody: RequestBody {
  /// 1 to 48 characters.
  public var name: String
  /// `viewer`, `operator` or `administrator`.
  public var role: String
  /// None is for ever.
  public var expiresAt: Date?

  public init(name: String, role: String, expiresAt: Date? = nil) {
    self.name = name
    self.role = role
    self.expiresAt = expiresAt
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case name, role, expiresAt
  }
}
