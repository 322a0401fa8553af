public import LockstepCore

/// A device in a list of hundreds: what waits for it is counted up to a limit.
public struct DeviceRow: Hashable, Sendable {
  public let id: DeviceID
  public let name: String
  public let place: String
  /// Names, in the order of the alphabet.
  public let accessGroups: [String]
  public let isRegistered: Bool
  public let publicKey: [UInt8]
  /// The key with which a known device came back (SEC-1).
  public let candidateKey: [UInt8]?
  public let hold: Hold?
  public let holdReason: String
  /// Why its content is being compared with its target; nil when it is not.
  public let reconcile: String?
  public let model: String
  public let firmware: String
  public let cursor: Revision
  public let userCount: Int
  public let userCapacity: Int
  public let clockSkew: Int64
  /// Unix milliseconds.
  public let firstSeen: Int64
  public let lastSeen: Int64
  /// When it was last found to hold exactly what it should; nil if the last compare found otherwise, or there was none.
  public let equalAt: Int64?
  public let openDifferences: Int
  /// Open entries that are no differences.
  public let exceptions: Int
  /// Users and deletions that it has not received.
  public let pending: CappedCount
  /// Pulls, tasks or a gap.
  public let isBusy: Bool
  /// Raised with every change of what people give a device.
  public let version: Int64

  /// Whether nothing waits for it (VERIFY-5); that it holds what it should only a compare proves.
  public var hasAll: Bool {
    isRegistered && hold == nil && reconcile == nil && !isBusy && pending == CappedCount(0)
  }
}
