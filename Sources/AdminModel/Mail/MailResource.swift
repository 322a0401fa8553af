public import Foundation

/// A mail to one recipient. What it says is not shown.
public struct MailResource: Codable, Hashable, Sendable {
  public var id: Int64
  /// `invitation`, `invitation-withdrawn`, `user-deleted`, `file-errors`, `deletions-held`, `missed-run`, `restored`,
  /// `phone-removed`, `notification` or `notification-over`.
  public var kind: String
  /// The short name of the project that it is about.
  @OrNull public var project: String?
  /// The ID of the user that it is about.
  @OrNull public var user: String?
  public var recipient: String
  /// `waiting`, `sent`, `refused` or `withdrawn`.
  public var state: String
  public var createdAt: Date
  /// When a waiting one is tried next.
  @OrNull public var nextTry: Date?
  public var attempts: Int
  /// The mail server's last answer, or why there was none; empty before the first try.
  public var answer: String
  @OrNull public var endedAt: Date?

  public init(
    id: Int64, kind: String, project: String?, user: String?, recipient: String, state: String, createdAt: Date,
    nextTry: Date?, attempts: Int, answer: String, endedAt: Date?
  ) {
    self.id = id
    self.kind = kind
    self.project = project
    self.user = user
    self.recipient = recipient
    self.state = state
    self.createdAt = createdAt
    self.nextTry = nextTry
    self.attempts = attempts
    self.answer = answer
    self.endedAt = endedAt
  }
}
