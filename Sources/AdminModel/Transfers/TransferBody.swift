/// Users to be written to devices, or removed there, by hand.
public struct TransferBody: RequestBody {
  /// Left out: every registered device.
  public var devices: [UInt32]?
  public var users: [String]
  /// `write` or `remove`.
  public var action: String
  /// `keep` (as if left out) or `overwrite`: what the device holds against the server.
  public var differences: String?

  public init(devices: [UInt32]? = nil, users: [String], action: String, differences: String? = nil) {
    self.devices = devices
    self.users = users
    self.action = action
    self.differences = differences
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case devices, users, action, differences
  }
}
