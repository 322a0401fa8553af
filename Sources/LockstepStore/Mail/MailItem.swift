public import LockstepCore

/// A mail to be written to one or more people, each of whom gets one of their own.
public struct MailItem: Hashable, Sendable {
  public let kind: MailKind
  /// The number of the project that it is about.
  public let project: Int64?
  /// The user that it is about. It does not have to exist.
  public let user: UserID?
  /// An ISO 639 code in small letters; where a language has no template, English is taken.
  public let language: String
  /// What the template shows. No secrets: a link is made when the mail is handed over.
  public let content: [String: MailValue]

  public init(
    _ kind: MailKind, project: Int64? = nil, user: UserID? = nil, language: String = "en",
    content: [String: MailValue] = [:]
  ) {
    self.kind = kind
    self.project = project
    self.user = user
    self.language = language
    self.content = content
  }
}
