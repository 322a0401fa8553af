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
  /// Of the same ones, those that hold the server's values although differences are open.
  public var met: [UserID] = []

  /// Of the edited ones on a device that is on hold, those whose name there is another than the server's (SEC-6).
  public var otherNames: Set<UserID> = []

  /// How many users were read back in full.
  public var readBack = 0
  /// A user that was read back had another content than its digest says: the device's digests prove nothing.
  public var hasWrongDigests = false

  public init() {}

  /// The device holds exactly what it should.
  public var isEqual: Bool { users.isEmpty && !hasWrongDigests }

  /// Something else than before was found of a user.
  public mutating func found(_ user: UserID, _ finding: Comparison.Finding) {
    if let index = users.firstIndex(where: { $0.user == user }) {
      if finding == .same {
        users.remove(at: index)
        same += 1
      } else {
        users[index] = ComparedUser(user: user, finding: finding)
      }
    } else if finding != .same {
      users.append(ComparedUser(user: user, finding: finding))
      users.sort { $0.user < $1.user }
      same -= 1
    }
  }

  /// Users were read back in full, and this was found of them. One whose content is not what its digest says shows that the
  /// device's digests are wrong; an edit that came meanwhile shows nothing, its log tells of it.
  public mutating func readBack(_ read: [UserID], _ found: Compared) {
    let now = Dictionary(found.users.map { ($0.user, $0.finding) }) { first, _ in first }
    let before = Dictionary(users.map { ($0.user, $0.finding) }) { first, _ in first }
    for user in read where found.leftOut[user] == nil {
      switch (before[user], now[user]) {
      case (.altered?, nil):
        self.found(user, .same)
        hasWrongDigests = true
      case (nil, .altered?), (nil, .stale?):
        self.found(user, now[user] ?? .altered)
        hasWrongDigests = true
      default: break
      }
    }
  }

  /// Where digests are wrong, nobody is altered whose content was not read: nothing is known of them.
  public mutating func leaveOutUnproven(except read: Set<UserID>) {
    guard hasWrongDigests else { return }
    for found in users where found.finding == .altered && !read.contains(found.user) {
      leftOut[found.user] = AttentionKind.wrongDigests.rawValue
    }
    users.removeAll { leftOut[$0.user] == AttentionKind.wrongDigests.rawValue }
  }

  public mutating func add(_ page: Compared) {
    same += page.same
    users += page.users
    leftOut.merge(page.leftOut) { $1 }
    withoutBase += page.withoutBase
    otherNames.formUnion(page.otherNames)
    hasWrongDigests = hasWrongDigests || page.hasWrongDigests
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
