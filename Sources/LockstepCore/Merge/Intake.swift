/// What becomes of a record that was pulled from a device, before any field is looked at (MERGE-2, -9, DEL-3, -4,
/// FAIL-3).
public enum Intake: Hashable, Sendable {
  /// The server does not have this user.
  case create
  /// The server has it: only vacant fields are filled.
  case merge
  /// The record is of a user that was deleted: it is kept under *Needs attention*, and the delete goes on (DEL-3).
  case editedAfterDeletion
  /// Somebody was enrolled under an ID that another person may have (MERGE-9).
  case possibleOtherPerson
  /// The base is of another server: neither merged nor deleted until an operator decides (FAIL-3).
  case foreign
  /// The base is above the server's head: the server is behind (FAIL-3).
  case serverIsBehind

  /// What the server knows of the ID at the time of the commit.
  public struct Knowledge: Sendable {
    public var server: ServerID
    /// The highest revision ever given out.
    public var head: Revision
    /// The highest incarnation ever given out.
    public var highestIncarnation: Incarnation
    public var user: (record: UserRecord, incarnation: Incarnation)?
    /// Whether a tombstone of the ID stands.
    public var hasTombstone: Bool
    /// The option of MERGE-9.
    public var holdsPossibleOtherPersons: Bool

    public init(
      server: ServerID, head: Revision, highestIncarnation: Incarnation,
      user: (record: UserRecord, incarnation: Incarnation)? = nil, hasTombstone: Bool = false,
      holdsPossibleOtherPersons: Bool = false
    ) {
      self.server = server
      self.head = head
      self.highestIncarnation = highestIncarnation
      self.user = user
      self.hasTombstone = hasTombstone
      self.holdsPossibleOtherPersons = holdsPossibleOtherPersons
    }
  }

  /// - Parameter enrolled: whether an *enroll success* was among the logs since the last delete there.
  public static func decide(_ device: DeviceRecord, enrolled: Bool, _ knowledge: Knowledge) -> Intake {
    guard let base = device.base else { return decideWithoutBase(device, enrolled: enrolled, knowledge) }
    guard base.server == knowledge.server else { return .foreign }
    guard base.revision <= knowledge.head, base.incarnation <= knowledge.highestIncarnation else {
      return .serverIsBehind
    }
    guard let user = knowledge.user, user.incarnation == base.incarnation else { return .editedAfterDeletion }
    return .merge
  }

  private static func decideWithoutBase(
    _ device: DeviceRecord, enrolled: Bool, _ knowledge: Knowledge
  ) -> Intake {
    guard let user = knowledge.user else {
      return knowledge.hasTombstone && !enrolled ? .editedAfterDeletion : .create
    }
    if knowledge.holdsPossibleOtherPersons, enrolled, mayBeAnother(device.record, than: user.record) {
      return .possibleOtherPerson
    }
    return .merge
  }

  /// Both names are set and differ, or both have credentials of one kind and none in common.
  private static func mayBeAnother(_ left: UserRecord, than right: UserRecord) -> Bool {
    if !left.name.isEmpty, !right.name.isEmpty, left.name.lowercased() != right.name.lowercased() { return true }
    if let pin = left.pin, let other = right.pin, pin != other { return true }
    func disjoint<Value: Hashable>(_ left: [Value], _ right: [Value]) -> Bool {
      !left.isEmpty && !right.isEmpty && Set(left).isDisjoint(with: right)
    }
    return disjoint(left.cards.map(\.number), right.cards.map(\.number))
      || disjoint(left.fingerprints.flatMap(\.templates), right.fingerprints.flatMap(\.templates))
      || Face.Kind.allCases.contains { kind in
        disjoint(left.templates(of: kind), right.templates(of: kind))
      }
  }
}

extension UserRecord {
  fileprivate func templates(of kind: Face.Kind) -> [[UInt8]] { faces.filter { $0.kind == kind }.map(\.template) }
}
