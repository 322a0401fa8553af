public import Foundation

/// Where a user stands on one registered device.
public struct UserOnDevice: Codable, Hashable, Sendable {
  public var device: UInt32
  /// `holds`, `pending`, `does-not-fit`, `deleted-there`, `failed`, `out-of-scope` or `held`.
  public var state: String
  public var reason: String
  @OrNull public var since: Date?
  /// Everything up to this revision is on the device.
  @OrNull public var confirmedRevision: Int64?

  public init(device: UInt32, state: String, reason: String, since: Date? = nil, confirmedRevision: Int64? = nil) {
    self.device = device
    self.state = state
    self.reason = reason
    self.since = since
    self.confirmedRevision = confirmedRevision
  }
}
