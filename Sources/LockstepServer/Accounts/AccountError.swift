/// Why nobody was let in. It never tells whether the name or the password was wrong.
public enum AccountError: Error, Hashable, Sendable {
  case wrong
  /// Too many failures; the seconds to wait.
  case tooManyTries(seconds: Int64)
}
