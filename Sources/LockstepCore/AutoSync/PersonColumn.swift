/// The columns of a people file, in their order (AUTO-1).
public enum PersonColumn: Int, CaseIterable, Sendable {
  case firstName
  case lastName
  case email
  case id
  case syncID

  /// As people read it.
  public var title: String {
    switch self {
    case .firstName: "First name"
    case .lastName: "Last name"
    case .email: "E-mail address"
    case .id: "ID"
    case .syncID: "Sync ID"
    }
  }
}
