public import LockstepCore

/// Somebody who may sign in.
public struct StoredAdministrator: Hashable, Sendable {
  public let id: Int64
  public let name: String
  public let role: Role
  public let email: String
  /// A first sign-in has given a password.
  public let hasPassword: Bool
  public let createdAt: Int64
  public let signedInAt: Int64?
}
