public import LockstepCore

/// Which entries of the monitoring log to read.
public struct EventQuery: Hashable, Sendable {
  public enum Direction: Hashable, Sendable {
    /// Oldest first, above this number.
    case after(Int64)
    /// Newest first, below this number.
    case before(Int64)
  }

  public var device: DeviceID?
  public var user: String?
  public var kind: EventKind?
  public var direction: Direction
  public var limit: Int

  public init(
    device: DeviceID? = nil, user: String? = nil, kind: EventKind? = nil, direction: Direction = .after(0), limit: Int
  ) {
    self.device = device
    self.user = user
    self.kind = kind
    self.direction = direction
    self.limit = limit
  }
}
