public import LockstepCore

/// Somebody that a project manages: what the file says, and where the phone stands (AUTO-12).
public struct StoredPerson: Hashable, Sendable {
  public enum Status: String, CaseIterable, Sendable {
    /// The invitation waits until an operator releases it.
    case notInvited = "not-invited"
    /// The invitation is in the outbox.
    case invitationWaiting = "invitation-waiting"
    case invitationSent = "invitation-sent"
    case invitationExpired = "invitation-expired"
    case active
    /// Deleted, and not every registered device has confirmed it.
    case deletionPending = "deletion-pending"
    /// The phone was revoked, by the person or an operator.
    case reset

    /// As people read it.
    public var title: String {
      switch self {
      case .notInvited: "Not invited"
      case .invitationWaiting: "Invitation waiting"
      case .invitationSent: "Invitation sent"
      case .invitationExpired: "Invitation sent (expired)"
      case .active: "Active"
      case .deletionPending: "Deletion pending"
      case .reset: "Reset"
      }
    }
  }

  public let user: UserID
  public let project: Int64
  public let firstName: String
  public let lastName: String
  public let email: String
  /// As the file writes it. It is a card number: not for everybody (SEC-5).
  public let id: String
  /// Not shown in lists (AUTO-3).
  public let syncID: String?
  public let isLinked: Bool
  public let status: Status
  /// Managed since then. Unix milliseconds, as the others.
  public let since: Int64
  /// When the invitation was handed over to the mail server.
  public let invitedAt: Int64?
  public let expiresAt: Int64?
  public let activatedAt: Int64?
  public let resetAt: Int64?

  public var name: String { PersonName(first: firstName, last: lastName).text }
}

/// Which people of a project to read.
public struct PeopleQuery: Hashable, Sendable {
  public var project: Int64
  public var status: StoredPerson.Status?
  /// A part of the name or e-mail address.
  public var search: String?
  /// Only users after this one.
  public var after: String
  public var limit: Int

  public init(
    project: Int64, status: StoredPerson.Status? = nil, search: String? = nil, after: String = "", limit: Int
  ) {
    self.project = project
    self.status = status
    self.search = search
    self.after = after
    self.limit = limit
  }
}

/// Somebody whom a project has deleted, while a device may still hold them.
public struct FormerPerson: Hashable, Sendable {
  public let user: UserID
  public let name: String
  public let email: String
  public let deletedAt: Int64
}
