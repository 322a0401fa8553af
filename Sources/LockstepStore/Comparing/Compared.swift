public import LockstepCore

/// One user that is not *same*.
public struct ComparedUser: Hashable, Sendable {
  public let user: UserID
  public let finding: Comparison.Finding

  public init(user: UserID, finding: Comparison.Finding) {
    self.user = user
    self.finding = finding
  }
}

/// What a device's list, set against what it should hold, gave (VERIFY-2).
public struct Compared: Hashable, Sendable {
  public var same = 0
  public var users: [ComparedUser] = []
  /// Exceptions (VERIFY-5), with their kind.
  public var leftOut: [UserID: String] = [:]
  /// Of the same ones, those that have no base of this server's user: they are given one.
  public var withoutBase: [UserID] = []

  /// Of the edited ones on a device that is on hold, those whose name there is another than the server's (SEC-6).
  public var otherNames: Set<UserID> = []

  public init() {}

  /// The device holds exactly what it should.
  public var isEqual: Bool { users.isEmpty }

  public mutating func add(_ page: Compared) {
    same += page.same
    users += page.users
    leftOut.merge(page.leftOut) { $1 }
    withoutBase += page.withoutBase
    otherNames.formUnion(page.otherNames)
  }
}

/// One page of a device's list: all its users with an ID above `after`, up to `through` (nil: to the end), or those of
/// them that are in some buckets.
public struct ListPage: Hashable, Sendable {
  public let users: [ListedUser]
  public let after: UserID?
  public let through: UserID?
  /// Nil for all.
  public let buckets: [UInt32]?

  public init(users: [ListedUser], after: UserID?, through: UserID?, buckets: [UInt32]? = nil) {
    self.buckets = buckets
    self.users = users
    self.after = after
    self.through = through
  }
}
