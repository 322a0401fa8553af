public import LockstepCore

/// A device as the server knows it, with what waits for it.
public struct StoredDevice: Hashable, Sendable {
  public let id: DeviceID
  /// Rises with every change by people.
  public let version: Int64
  public let name: String
  public let place: String
  /// Names, in the order of the alphabet.
  public let accessGroups: [String]
  public let enrolmentGroup: String?
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
  public let epoch: Epoch
  public let logMark: LogID
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
  /// Users and deletions that it has not received. While the mode is *Not Used*, of all users: what it would lack.
  public let pending: CappedCount
  /// Whether something other than a change is under way: a pull, a task, a gap, a compare.
  public let isBusy: Bool

  /// Whether nothing waits for it but open differences and exceptions (VERIFY-5); that it holds what it should only a
  /// compare proves.
  public var isInSync: Bool { isRegistered && hold == nil && pending == CappedCount(0) && !isBusy }
}
