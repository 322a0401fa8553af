public import Foundation

/// What the last compare of a device found.
public struct CompareResource: Codable, Hashable, Sendable {
  public var device: UInt32
  public var name: String
  /// `online` or `offline`.
  public var connection: String
  /// `never`, `waiting` (for its turn, or for the device), `running`, `done` or `failed`.
  public var state: String
  /// `by-hand`, `schedule`, `interrupted-transfer` or `reconcile`.
  @OrNull public var cause: String?
  /// When the last one came to an end.
  @OrNull public var endedAt: Date?
  /// Whether the device made its digests anew from what it holds, and some of its users were read back.
  public var deep: Bool
  /// Why it could not be made.
  public var failure: String
  /// Whether the device holds exactly the server's content but for users that are left out; unknown when null.
  @OrNull public var equal: Bool?
  public var same: Int
  /// Something of them is on its way, or they are under *Needs attention*.
  public var leftOut: Int
  /// Stale and missing users that were sent again by the compare itself, and what followed from a change of scope.
  public var repaired: Int
  /// How many users were read back in full.
  public var readBack: Int
  /// Whether the device's digests are not those of what it holds.
  public var wrongDigests: Bool
  /// How many users were found, by finding: `stale`, `edited`, `altered`, `ahead`, `foreign`, `new`,
  /// `edited-out-of-scope`, `deleted`, `out-of-scope`, `missing`.
  public var counts: [String: Int]
  /// Known to both sides: `stale`, `edited`, `altered`, `ahead` or `foreign`.
  public var different: [DifferentUser]
  /// On the device, and not to be: `new`, `edited-out-of-scope`, `deleted` or `out-of-scope`.
  public var newOnDevice: [DifferentUser]
  public var missing: [String]

  public init(
    device: UInt32, name: String, connection: String, state: String, cause: String? = nil, endedAt: Date? = nil,
    deep: Bool, failure: String, equal: Bool? = nil, same: Int, leftOut: Int, repaired: Int, readBack: Int,
    wrongDigests: Bool, counts: [String: Int], different: [DifferentUser], newOnDevice: [DifferentUser],
    missing: [String]
  ) {
    self.device = device
    self.name = name
    self.connection = connection
    self.state = state
    self.cause = cause
    self.endedAt = endedAt
    self.deep = deep
    self.failure = failure
    self.equal = equal
    self.same = same
    self.leftOut = leftOut
    self.repaired = repaired
    self.readBack = readBack
    self.wrongDigests = wrongDigests
    self.counts = counts
    self.different = different
    self.newOnDevice = newOnDevice
    self.missing = missing
  }
}

extension CompareResource {
  /// Whether one is still to be made.
  public var isOpen: Bool { state == "waiting" || state == "running" }

  /// How many users are not as they should be.
  public var found: Int { counts.values.reduce(0, +) }
}
