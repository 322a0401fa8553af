public import Foundation

/// Somebody whom a project manages.
public struct PersonResource: Codable, Hashable, Sendable {
  /// The user's ID.
  public var user: String
  public var firstName: String
  public var lastName: String
  public var email: String
  /// The ID, as the file writes it. Empty in an answer to a viewer: it opens doors.
  public var number: String
  /// `not-invited`, `invitation-waiting`, `invitation-sent`, `invitation-expired`, `active`, `deletion-pending` or `reset`.
  public var status: String
  /// The user was there before the file named it.
  public var linked: Bool
  public var since: Date
  @OrNull public var invitedAt: Date?
  @OrNull public var expiresAt: Date?
  @OrNull public var activatedAt: Date?
  @OrNull public var resetAt: Date?

  public init(
    user: String, firstName: String, lastName: String, email: String, number: String, status: String, linked: Bool,
    since: Date, invitedAt: Date? = nil, expiresAt: Date? = nil, activatedAt: Date? = nil, resetAt: Date? = nil
  ) {
    self.user = user
    self.firstName = firstName
    self.lastName = lastName
    self.email = email
    self.number = number
    self.status = status
    self.linked = linked
    self.since = since
    self.invitedAt = invitedAt
    self.expiresAt = expiresAt
    self.activatedAt = activatedAt
    self.resetAt = resetAt
  }
}
