/// A project: a list of people that a file brings and takes (section 9).
public struct StoredProject: Hashable, Sendable {
  public let id: Int64
  /// Of addresses and file names: a–z, 0–9, `-`; it never changes.
  public let shortName: String
  public let settings: ProjectSettings
  /// Rises with every change of the settings; the ETag.
  public let version: Int64
  public let createdAt: Int64
  /// When *Enable Auto-sync* was switched on last.
  public let enabledAt: Int64
  /// *Last completed Auto-sync*
  public let completedAt: Int64?
  /// Since when a run is missed (AUTO-11).
  public let missedSince: Int64?
  /// Rises with every change of what the file says of its people.
  public let peopleVersion: Int64

  public var name: String { settings.name }
}

/// An administrator who may do in a project what an operator may.
public struct ProjectAdmin: Hashable, Sendable {
  public let administrator: Int64
  public let name: String
  public let email: String
  /// Marked as such, or the longest-serving one where nobody is.
  public let isOfficialContact: Bool
  public let since: Int64
}

/// A key that may do nothing but upload to its project.
public struct ProjectKey: Hashable, Sendable {
  public let id: Int64
  public let project: Int64
  public let name: String
  public let createdBy: String
  public let createdAt: Int64
  public let usedAt: Int64?
  /// The address of the last use.
  public let usedFrom: String
}
