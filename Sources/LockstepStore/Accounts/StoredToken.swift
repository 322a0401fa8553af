public import LockstepCore

/// A key of a program; the token itself is not kept.
public struct StoredToken: Hashable, Sendable {
  public let id: Int64
  public let name: String
  public let role: Role
  public let createdBy: String
  public let createdAt: Int64
  /// Nil is never.
  public let expiresAt: Int64?
  public let usedAt: Int64?
}
