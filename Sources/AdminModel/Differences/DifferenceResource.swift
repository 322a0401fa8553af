public import Foundation

/// A device's value that was kept against the server's.
public struct DifferenceResource: Codable, Hashable, Sendable {
  public var id: Int64
  public var user: String
  public var device: UInt32
  public var slot: String
  /// Text, or for secret values that and how much there is.
  public var deviceValue: String
  /// Nothing when the slot is vacant.
  @OrNull public var serverValue: String?
  public var reason: String
  public var since: Date
  /// To be given with the decision: it is refused if either side has changed.
  public var version: String

  public init(
    id: Int64, user: String, device: UInt32, slot: String, deviceValue: String, serverValue: String? = nil,
    reason: String, since: Date, version: String
  ) {
    self.id = id
    self.user = user
    self.device = device
    self.slot = slot
    self.deviceValue = deviceValue
    self.serverValue = serverValue
    self.reason = reason
    self.since = since
    self.version = version
  }
}
