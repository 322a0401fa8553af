public import LockstepCore

/// Which mails of the outbox to read.
public struct MailQuery: Hashable, Sendable {
  public var state: MailState?
  public var kind: MailKind?
  public var project: Int64?
  public var user: UserID?
  /// Only mails with a smaller number.
  public var before: Int64
  public var limit: Int

  public init(
    state: MailState? = nil, kind: MailKind? = nil, project: Int64? = nil, user: UserID? = nil,
    before: Int64 = .max, limit: Int
  ) {
    self.state = state
    self.kind = kind
    self.project = project
    self.user = user
    self.before = before
    self.limit = limit
  }
}
