/// What a change would remove from one device.
public struct Removal: Codable, Hashable, Sendable {
  public var device: UInt32
  public var count: Int
  /// The first 20.
  public var users: [String]

  public init(device: UInt32, count: Int, users: [String]) {
    self.device = device
    self.count = count
    self.users = users
  }
}
