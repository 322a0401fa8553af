public import Foundation

/// A key of a program.
public struct TokenResource: Codable, Hashable, Sendable {
  public var id: Int64
  public var name: String
  /// `viewer`, `operator` or `administrator`.
  public var role: String
  public var createdBy: String
  public var createdAt: Date
  @OrNull public var expiresAt: Date?
  /// To the minute.
  @OrNull public var usedAt: Date?
  /// The token itself, in the answer to its making only: the server keeps no copy.
  public var token: String?

  public init(
    id: Int64, name: String, role: String, createdBy: String, createdAt: Date, expiresAt: Date? = nil,
    usedAt: Date? = nil, token: String? = nil
  ) {
    self.id = id
    self.name = name
    self.role = role
    self.createdBy = createdBy
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.usedAt = usedAt
    self.token = token
  }
}
