public import LockstepCore

/// How the whole server stands.
public struct StoredStatus: Hashable, Sendable {
  public let head: Revision
  public let mode: SynchronizationMode
  public let users: Int
  public let registeredDevices: Int
  public let waitingDevices: Int
  public let openDifferences: Int
  /// Open entries, differences included.
  public let openEntries: Int
  public let waitingPulls: Int
  /// Registered devices that do not hold what they should, differences and exceptions aside (VERIFY-5).
  public let pendingDevices: Int
  public let behind: String?
}
