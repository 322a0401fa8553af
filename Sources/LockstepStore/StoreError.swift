public import LockstepCore

/// Why the store refused. Thrown before anything has changed.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The data directory cannot be used: missing, read-only, in use, from a newer version.
  case unusable(String)
  case damaged(String)
  /// There is no such user, device, group, entry.
  case unknown(String)
  /// Two things that cannot both be: an ID that differs in case only, a card of another user, a name that is taken.
  case conflict(field: String, String)
  /// The caller's version is no longer the current one.
  case changedSince(String)
  /// More would be removed than goes without confirmation (MODE-4).
  case confirmationNeeded(RemovalPreview)
  /// A session of the device that is no longer current (SEC-7).
  case sessionEnded
  case notPossible(String)

  public var description: String {
    switch self {
    case .unusable(let text), .damaged(let text), .changedSince(let text), .notPossible(let text): text
    case .unknown(let what): "there is no \(what)"
    case .conflict(let field, let text): "\(field): \(text)"
    case .confirmationNeeded(let preview):
      "this would remove \(preview.total) users from \(preview.devices.count) devices: confirm exactly this set"
    case .sessionEnded: "a newer session of the device is current"
    }
  }
}

/// What a change would remove from devices (MODE-4).
public struct RemovalPreview: Hashable, Sendable {
  public struct Device: Hashable, Sendable {
    public let device: DeviceID
    public let count: Int
    /// The first 20, by ID.
    public let users: [UserID]
  }

  public let devices: [Device]
  /// Stands for exactly this set.
  public let code: String

  public var total: Int { devices.reduce(0) { $0 + $1.count } }
}
