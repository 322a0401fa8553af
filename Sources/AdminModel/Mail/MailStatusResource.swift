/// How mail stands. Counts end at 10,000.
public struct MailStatusResource: Codable, Hashable, Sendable {
  /// Whether there is a mail server.
  public var configured: Bool
  public var waiting: Int
  /// Of the last 30 days.
  public var sent: Int
  /// Of the last 30 days.
  public var refused: Int
  /// Why the mail server could not be used when it was tried last; null if it could.
  @OrNull public var problem: String?

  public init(configured: Bool, waiting: Int, sent: Int, refused: Int, problem: String?) {
    self.configured = configured
    self.waiting = waiting
    self.sent = sent
    self.refused = refused
    self.problem = problem
  }
}
