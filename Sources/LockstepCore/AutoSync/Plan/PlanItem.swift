/// What a row, or somebody who is missing, is to the server.
public enum Situation: String, CaseIterable, Sendable {
  /// Nobody is known by its key, and its ID is nobody's.
  case new
  /// Its ID is the card of a user that no project manages, and the names agree (AUTO-15).
  case samePerson = "same person"
  /// As before, and the names differ.
  case otherName = "other name"
  /// Its ID is somebody else's.
  case taken = "ID taken"
  case unchanged
  case changed
  /// The phone was revoked (AUTO-12).
  case reset
  /// Managed, and not in the file.
  case missing
}

/// What is done about it.
public enum PlanAction: Hashable, Sendable {
  case none
  case add
  /// The user is managed from now on, and keeps its ID, credentials and groups.
  case link(UserID)
  case update(UserID, [PersonColumn])
  case delete(UserID)
  /// Takes phone, invitation and link; the user stays.
  case unlink(UserID)
  /// The user stays as it is although the file would have it otherwise.
  case keep(UserID)

  /// As it is stored and shown.
  public var name: String {
    switch self {
    case .none: "none"
    case .add: "add"
    case .link: "link"
    case .update: "update"
    case .delete: "delete"
    case .unlink: "unlink"
    case .keep: "keep"
    }
  }

  public var user: UserID? {
    switch self {
    case .none, .add: nil
    case .link(let user), .update(let user, _), .delete(let user), .unlink(let user), .keep(let user): user
    }
  }

  /// Somebody loses the phone by it.
  public var isRemoval: Bool {
    switch self {
    case .delete, .unlink: true
    default: false
    }
  }
}

/// Why something of a plan waits.
public enum PlanHold: String, CaseIterable, Sendable {
  /// More would be removed than goes without approval, or the file looks cut off (AUTO-6).
  case deletions
  /// One column changes in too many rows (AUTO-6).
  case column = "column change"
  /// The last row differs in a file that may have been cut within it (AUTO-6).
  case lastRow = "last row"
  /// *Same person* or *other person* (AUTO-15).
  case person = "same person?"
  /// Its ID belongs to somebody who keeps it.
  case conflict
  /// It needs an ID or e-mail address that a held person has.
  case needs = "needs a held person's value"

  /// An operator approves or rejects all of it at once.
  public var isSet: Bool { [.deletions, .column, .lastRow, .needs].contains(self) }
}

/// One row, or one missing person, of a plan.
public struct PlanItem: Hashable, Sendable {
  /// Nil for somebody who is missing.
  public let row: PersonRow?
  /// As devices show it.
  public let name: String
  public let situation: Situation
  public var action: PlanAction
  public var hold: PlanHold?
  /// What a person should know about it: why it is held, that a name is cut.
  public var note: String

  /// - Parameter name: of somebody who is missing; others have that of their row.
  public init(
    row: PersonRow?, name: String = "", situation: Situation, action: PlanAction, hold: PlanHold? = nil,
    note: String = ""
  ) {
    self.row = row
    self.name = row.map { PersonName(first: $0.firstName, last: $0.lastName).text } ?? name
    self.situation = situation
    self.action = action
    self.hold = hold
    self.note = note
  }

  /// The words that the hash of a plan is made of: equal only if the same would be done to the same people.
  var words: [String] {
    let columns: [PersonColumn] = if case .update(_, let columns) = action { columns } else { [] }
    let values = row.map { [$0.firstName, $0.lastName, $0.email, $0.id, $0.syncID ?? ""] } ?? []
    return [situation.rawValue, action.name, action.user?.text ?? "", hold?.rawValue ?? ""] + columns.map(\.title)
      + values
  }
}
