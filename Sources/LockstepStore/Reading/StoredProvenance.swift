public import LockstepCore

/// Where a value of a user came from, and when.
public struct StoredProvenance: Hashable, Sendable {
  public let slot: Slot
  /// `operator`, `device`, `import` or `project`.
  public let source: String
  public let actor: String
  public let device: DeviceID?
  public let epoch: Epoch?
  public let log: LogID?
  /// Unix milliseconds.
  public let at: Int64
}
