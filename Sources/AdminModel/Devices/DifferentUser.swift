/// A user whose content on the device is not the server's.
public struct DifferentUser: Codable, Hashable, Sendable {
  public var user: String
  /// `stale`, `edited`, `altered`, `ahead`, `foreign`; `other-name` for one on a device that is on hold whose name is
  /// another there, so that it may be somebody else.
  public var kind: String

  public init(user: String, kind: String) {
    self.user = user
    self.kind = kind
  }
}
