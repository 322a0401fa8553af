/// What came of handing a mail over. Texts are for people: the server's answer, or why it was not reached.
public enum MailOutcome: Hashable, Sendable {
  case sent(answer: String)
  /// For good, until somebody tries again.
  case refused(reason: String)
  /// - Parameter notBefore: Unix milliseconds.
  case later(notBefore: Int64, reason: String)
  case withdrawn
}
