/// One user on one device in a transfer.
public struct TransferItem: Codable, Hashable, Sendable {
  public var device: UInt32
  public var user: String
  /// `pending`, `done` or `failed`.
  public var state: String
  public var reason: String

  public init(device: UInt32, user: String, state: String, reason: String) {
    self.device = device
    self.user = user
    self.state = state
    self.reason = reason
  }
}
