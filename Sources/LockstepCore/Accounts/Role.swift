/// What somebody may do (SEC-2): each role may what the one before it may.
public enum Role: String, CaseIterable, Comparable, Sendable, Codable {
  /// Sees everything, changes nothing.
  case viewer
  /// People, devices, access groups, what needs attention.
  case `operator`
  /// Settings, administrators, API tokens, too.
  case administrator

  private var rank: Int {
    switch self {
    case .viewer: 0
    case .operator: 1
    case .administrator: 2
    }
  }

  public static func < (one: Role, other: Role) -> Bool { one.rank < other.rank }
}
