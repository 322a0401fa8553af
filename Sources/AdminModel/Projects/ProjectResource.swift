public import Foundation

/// A list of people that a file brings and takes.
public struct ProjectResource: Codable, Hashable, Sendable {
  public var id: Int64
  /// Of addresses and file names.
  public var shortName: String
  public var name: String
  /// Rises with every change of the settings.
  public var version: Int64
  /// *Enable Auto-sync*
  public var enabled: Bool
  /// How often a file is expected.
  public var intervalMinutes: Int
  /// *Delete linked users too*
  public var deleteLinkedUsers: Bool
  /// `at-once` or `when-released`.
  public var invitations: String
  public var language: String
  public var supportContact: String
  public var senderName: String
  public var mostDeletions: Int
  public var mostPercent: Int
  public var watchedPath: String
  /// Names.
  public var accessGroups: [String]
  public var createdAt: Date
  /// *Last completed Auto-sync*
  @OrNull public var completedAt: Date?
  /// Since when a run is missed.
  @OrNull public var missedSince: Date?
  /// When the next file is expected.
  @OrNull public var nextExpectedAt: Date?
  /// How many people are in each status.
  public var people: [String: Int]
  /// How much waits for an operator, by the reason.
  public var held: [String: Int]
  /// Names.
  public var officialContacts: [String]
  /// What keeps its mail from reaching anybody.
  @OrNull public var warning: String?

  public init(
    id: Int64, shortName: String, name: String, version: Int64, enabled: Bool, intervalMinutes: Int,
    deleteLinkedUsers: Bool, invitations: String, language: String, supportContact: String, senderName: String,
    mostDeletions: Int, mostPercent: Int, watchedPath: String, accessGroups: [String], createdAt: Date,
    completedAt: Date? = nil, missedSince: Date? = nil, nextExpectedAt: Date? = nil, people: [String: Int],
    held: [String: Int], officialContacts: [String], warning: String? = nil
  ) {
    self.id = id
    self.shortName = shortName
    self.name = name
    self.version = version
    self.enabled = enabled
    self.intervalMinutes = intervalMinutes
    self.deleteLinkedUsers = deleteLinkedUsers
    self.invitations = invitations
    self.language = language
    self.supportContact = supportContact
    self.senderName = senderName
    self.mostDeletions = mostDeletions
    self.mostPercent = mostPercent
    self.watchedPath = watchedPath
    self.accessGroups = accessGroups
    self.createdAt = createdAt
    self.completedAt = completedAt
    self.missedSince = missedSince
    self.nextExpectedAt = nextExpectedAt
    self.people = people
    self.held = held
    self.officialContacts = officialContacts
    self.warning = warning
  }
}
