public import LockstepCore

/// What a terminal's display says when it refuses. The refusal is also an entry of its log.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no room for another user.
  case full
  /// The ID is taken.
  case alreadyThere
  /// There is no such user.
  case notThere
  /// A card number belongs to another user.
  case cardHeld(by: UserID)
  /// The terminal cannot hold such a thing; in words, without the value.
  case unsupported(String)
  /// A value over its limit.
  case limit(LimitError)

  public var description: String {
    switch self {
    case .full: "the terminal is full"
    case .alreadyThere: "this user is there already"
    case .notThere: "there is no such user"
    case .cardHeld(let holder): "the card belongs to user \(holder)"
    case .unsupported(let what): "this terminal cannot hold \(what)"
    case .limit(let error): error.description
    }
  }
}
