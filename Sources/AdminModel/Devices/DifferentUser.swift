/// A user whose content on the device is not the server's.
public struct DifferentUser: Codable, Hashable, Sendable {
  public var user: String
  /// `stale`, `edited` or `altered`.
  public var kind: String

  public init(user: String, kind: String) {
    self.user = user
    self.kind = kind
  }
}
