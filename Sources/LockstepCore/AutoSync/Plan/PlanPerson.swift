/// Somebody that a project manages, as far as a plan must know.
public struct PlanPerson: Hashable, Sendable {
  public let user: UserID
  public let firstName: String
  public let lastName: String
  public let email: String
  /// As the file wrote it.
  public let id: String
  public let number: CardNumber
  public let syncID: String?
  /// A user that was there before the file named it (AUTO-15).
  public let isLinked: Bool
  public let isReset: Bool
  /// No file deletes it (SEC-8).
  public let isProtected: Bool

  public init(
    user: UserID, firstName: String, lastName: String, email: String, id: String, number: CardNumber, syncID: String?,
    isLinked: Bool = false, isReset: Bool = false, isProtected: Bool = false
  ) {
    self.user = user
    self.firstName = firstName
    self.lastName = lastName
    self.email = email
    self.id = id
    self.number = number
    self.syncID = syncID
    self.isLinked = isLinked
    self.isReset = isReset
    self.isProtected = isProtected
  }

  /// As devices show it.
  public var name: String { PersonName(first: firstName, last: lastName).text }

  /// The columns in which a row says something else.
  func columns(changedBy row: PersonRow) -> [PersonColumn] {
    var columns: [PersonColumn] = []
    if row.firstName != firstName { columns.append(.firstName) }
    if row.lastName != lastName { columns.append(.lastName) }
    if row.email != email { columns.append(.email) }
    if row.id != id { columns.append(.id) }
    if let given = row.syncID, given != syncID { columns.append(.syncID) }
    return columns
  }
}

/// Whose number an ID is.
public struct NumberOwner: Hashable, Sendable {
  public enum ManagedBy: Hashable, Sendable {
    case nobody
    case thisProject
    case project(String)
  }

  public let user: UserID
  /// As it is on devices; may be vacant.
  public let name: String
  public let manager: ManagedBy
  /// It is the number of a card too, not of the phone alone: it stays the owner's whatever becomes of the phone.
  public let isCard: Bool
  /// There is room for another card.
  public let hasRoom: Bool
  /// An administrator, or a guard: no file decides alone that they get a phone (SEC-8).
  public let isProtected: Bool

  public init(
    user: UserID, name: String, manager: ManagedBy, isCard: Bool, hasRoom: Bool = true, isProtected: Bool = false
  ) {
    self.user = user
    self.name = name
    self.manager = manager
    self.isCard = isCard
    self.hasRoom = hasRoom
    self.isProtected = isProtected
  }
}

/// What an operator said about a row whose ID is the card of somebody with another name, or who is protected (AUTO-15).
public enum PersonChoice: String, CaseIterable, Sendable {
  case samePerson = "same-person"
  case otherPerson = "other-person"
}
