/// What a plan must know besides the file: all of it is read from the database in the transaction that applies the plan.
public struct PlanContext: Sendable {
  public var deletionGuard: DeletionGuard
  /// People removed within the last 24 hours without approval.
  public var recentRemovals: Int
  /// The server was restored from an older state, and nobody has settled yet what counts (FAIL-3).
  public var isBehind: Bool
  /// *Delete linked users too*
  public var deletesLinked: Bool
  /// The last accepted file; nil if there was none.
  public var accepted: AcceptedFile?
  /// Everybody who is changed or missing.
  public var people: [UserID: PlanPerson]
  /// Of the IDs of all changed and unknown rows.
  public var owners: [CardNumber: NumberOwner]
  /// By ``Plan/subject(of:owner:hash:)``.
  public var choices: [[UInt8]: PersonChoice]
  /// Sets of held changes that an operator has rejected.
  public var rejectedSets: Set<[UInt8]>
  /// Those of the missing whose removal an operator has rejected: no other file removes them without approval.
  public var rejectedRemovals: Set<UserID>

  public init(
    deletionGuard: DeletionGuard = DeletionGuard(), recentRemovals: Int = 0, isBehind: Bool = false,
    deletesLinked: Bool = false,
    accepted: AcceptedFile? = nil, people: [UserID: PlanPerson] = [:], owners: [CardNumber: NumberOwner] = [:],
    choices: [[UInt8]: PersonChoice] = [:], rejectedSets: Set<[UInt8]> = [],
    rejectedRemovals: Set<UserID> = []
  ) {
    self.deletionGuard = deletionGuard
    self.recentRemovals = recentRemovals
    self.isBehind = isBehind
    self.deletesLinked = deletesLinked
    self.accepted = accepted
    self.people = people
    self.owners = owners
    self.choices = choices
    self.rejectedSets = rejectedSets
    self.rejectedRemovals = rejectedRemovals
  }
}
