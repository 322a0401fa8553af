/// A change of a project; what is left out stays as it is.
public struct ProjectChange: RequestBody {
  public var name: Change<String>
  /// *Enable Auto-sync*
  public var enabled: Change<Bool>
  /// How often a file is expected: 15 to 44640.
  public var intervalMinutes: Change<Int>
  /// *Delete linked users too*
  public var deleteLinkedUsers: Change<Bool>
  /// `at-once` or `when-released`.
  public var invitations: Change<String>
  /// Of its mail, e.g. `en`.
  public var language: Change<String>
  /// Whom people can ask; `null`: nobody.
  public var supportContact: Change<String>
  /// The name that its mail comes from; `null`: the server's.
  public var senderName: Change<String>
  /// So many people may be removed without approval: 0 to 1000, or the percentage if that is more.
  public var mostDeletions: Change<Int>
  /// Of the managed people: 1 to 50.
  public var mostPercent: Change<Int>
  /// A file of the server's machine that is read when it changes; `null`: none. Only an administrator may set it.
  public var watchedPath: Change<String>
  /// Names; replaces the whole list. People that it added are moved.
  public var accessGroups: Change<[String]>

  public init(
    name: Change<String> = .absent, enabled: Change<Bool> = .absent, intervalMinutes: Change<Int> = .absent,
    deleteLinkedUsers: Change<Bool> = .absent, invitations: Change<String> = .absent,
    language: Change<String> = .absent, supportContact: Change<String> = .absent, senderName: Change<String> = .absent,
    mostDeletions: Change<Int> = .absent, mostPercent: Change<Int> = .absent, watchedPath: Change<String> = .absent,
    accessGroups: Change<[String]> = .absent
  ) {
    self.name = name
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
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case name, enabled, intervalMinutes, deleteLinkedUsers, invitations, language, supportContact, senderName,
      mostDeletions, mostPercent, watchedPath, accessGroups
  }
}
