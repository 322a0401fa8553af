public import LockstepCore

/// Where a user stands on one registered device.
public struct UserPresence: Hashable, Sendable {
  public enum State: String, CaseIterable, Sendable {
    case holds
    case pending
    case doesNotFit = "does-not-fit"
    case deletedThere = "deleted-there"
    case failed
    case outOfScope = "out-of-scope"
    case held
  }

  public let device: DeviceID
  public let state: State
  public let reason: String
  /// Unix milliseconds.
  public let since: Int64?
  /// Everything up to this revision is on the device.
  public let confirmed: Revision
}
