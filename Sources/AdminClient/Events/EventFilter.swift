/// Which entries of the monitoring log to look at.
public struct EventFilter: Hashable, Sendable {
  public var device: UInt32?
  public var user: String?
  public var kind: String?

  public init(device: UInt32? = nil, user: String? = nil, kind: String? = nil) {
    self.device = device
    self.user = user
    self.kind = kind
  }

  var query: [(String, String?)] { [("device", device.map { "\($0)" }), ("user", user), ("kind", kind)] }
}
