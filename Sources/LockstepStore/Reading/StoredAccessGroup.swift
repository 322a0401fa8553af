public import LockstepCore

/// An access group with how many belong to it.
public struct StoredAccessGroup: Hashable, Sendable {
  public let id: AccessGroupID
  public let name: String
  public let userCount: Int
  public let deviceCount: Int
}
