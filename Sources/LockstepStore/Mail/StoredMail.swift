/// A mail to one recipient, as the outbox has it. Times are Unix milliseconds.
public struct StoredMail: Hashable, Sendable {
  public let id: Int64
  public let kind: MailKind
  public let project: Int64?
  public let user: String?
  public let language: String
  public let recipient: String
  /// Empty once the mail was sent or withdrawn; one that was refused keeps it for another try.
  public let content: [String: MailValue]
  public let createdAt: Int64
  /// When it is tried next.
  public let notBefore: Int64
  public let attempts: Int
  /// When the tries began, nil before the first.
  public let triedSince: Int64?
  public let state: MailState
  /// The last answer of the mail server, or why there was none.
  public let answer: String
  public let endedAt: Int64?
}
