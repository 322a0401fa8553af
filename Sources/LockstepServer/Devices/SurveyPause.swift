/// What becomes of questions about a device's content after it has refused them.
enum SurveyPause: Hashable, Sendable {
  case none
  /// Not asked before a pause is over, after so many refusals in a row.
  case until(refusals: Int)
  /// Asked again.
  case asking(after: Int)
  /// Not asked before an operator has let the device go on.
  case stopped

  static let mostRefusals = 5

  var isAsking: Bool {
    switch self {
    case .none, .asking: true
    case .until, .stopped: false
    }
  }

  var refusals: Int {
    switch self {
    case .none: 0
    case .until(let refusals), .asking(let refusals): refusals
    case .stopped: Self.mostRefusals
    }
  }
}
