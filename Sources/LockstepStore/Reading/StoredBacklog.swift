public import LockstepCore

/// What registered devices wait for, and since when, for those who watch the server. Times are Unix milliseconds.
public struct StoredBacklog: Hashable, Sendable {
  public struct Device: Hashable, Sendable {
    public let id: DeviceID
    public let isOnHold: Bool
    /// Since when the oldest change that it has not got waits for it: since it was made, or since the device was
    /// registered, began anew or went on, or the mode was set, whichever came last. Nil if it has all, is on hold, or
    /// nothing is sent by itself.
    public let oldestChange: Int64?
    /// Since when the oldest pull from it waits.
    public let oldestPull: Int64?
  }

  /// Registered ones.
  public let devices: [Device]
  /// How many wait to be registered.
  public let waitingDevices: Int
}
