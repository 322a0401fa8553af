public import LockstepCore

/// Which entries under *Needs attention* to read.
public struct EntryQuery: Hashable, Sendable {
  public var kind: AttentionKind?
  public var user: String?
  public var device: DeviceID?
  /// Nil for both.
  public var isOpen: Bool?
  /// The last number of the page before.
  public var after: Int64
  public var limit: Int

  public init(
    kind: AttentionKind? = nil, user: String? = nil, device: DeviceID? = nil, isOpen: Bool? = true, after: Int64 = 0,
    limit: Int
  ) {
    self.kind = kind
    self.user = user
    self.device = device
    self.isOpen = isOpen
    self.after = after
    self.limit = limit
  }
}
