/// Which entries of the monitoring log to look at.
public struct EventFilter: Hashable, Sendable {
  public var device: UInt32?
  public var user: String?
  public var kind: String?
  /// Whether what the server wrote in one revision is one entry for all devices. Live entries are never folded.
  public var isFolded: Bool

  public init(device: UInt32? = nil, user: String? = nil, kind: String? = nil, isFolded: Bool = false) {
    self.device = device
    self.user = user
    self.kind = kind
    self.isFolded = isFolded
  }

  var query: [(String, String?)] {
    [("device", device.map { "\($0)" }), ("user", user), ("kind", kind), ("fold", isFolded ? "true" : nil)]
  }
}
