public import LockstepCore

/// What a device answered about a user that it was asked for.
public struct PulledUser: Hashable, Sendable {
  public let id: UserID
  /// Nil when the device does not hold the user.
  public let record: DeviceRecord?

  public init(_ id: UserID, _ record: DeviceRecord?) {
    self.id = id
    self.record = record
  }
}
