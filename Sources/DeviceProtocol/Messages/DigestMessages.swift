public import LockstepCore

public struct ReadDigest: Hashable, Sendable {
  public enum What: Hashable, Sendable {
    case everything
    case buckets
    /// Users of these buckets (none: of all) with an ID above `after`.
    case list(buckets: [UInt32], after: String, limit: Int)
  }

  public var what: What
  /// Users that do not count.
  public var leaveOut: [UserID]
  /// Recomputed from the stored records.
  public var isDeep: Bool

  public init(_ what: What, leaveOut: [UserID] = [], isDeep: Bool = false) {
    self.what = what
    self.leaveOut = leaveOut
    self.isDeep = isDeep
  }
}

public struct Digest: Hashable, Sendable {
  public struct Bucket: Hashable, Sendable {
    /// 0…4095.
    public var number: UInt32
    public var count: Int
    public var sum: UInt128

    public init(number: UInt32, count: Int, sum: UInt128) {
      self.number = number
      self.count = count
      self.sum = sum
    }
  }

  public var count: Int
  /// The sum of the users' digests modulo 2¹²⁸.
  public var sum: UInt128
  public var buckets: [Bucket]
  public var users: [ListedUser]
  public var more: Bool
  /// Everything up to this entry of the log is counted.
  public var log: LogID

  public init(
    count: Int, sum: UInt128, buckets: [Bucket] = [], users: [ListedUser] = [], more: Bool = false, log: LogID
  ) {
    self.count = count
    self.sum = sum
    self.buckets = buckets
    self.users = users
    self.more = more
    self.log = log
  }
}
