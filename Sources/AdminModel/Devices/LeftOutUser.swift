/// A user that a compare says nothing of.
public struct LeftOutUser: Codable, Hashable, Sendable {
  public var user: String
  public var reason: String

  public init(user: String, reason: String) {
    self.user = user
    self.reason = reason
  }
}
