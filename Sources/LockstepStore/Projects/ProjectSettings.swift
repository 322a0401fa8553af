public import LockstepCore

/// What an operator chooses for a project.
public struct ProjectSettings: Hashable, Sendable {
  /// When people get their invitation.
  public enum Invitations: String, CaseIterable, Sendable {
    case atOnce = "at-once"
    case whenReleased = "when-released"
  }

  /// In seconds: a quarter of an hour to a month.
  public static let intervals = 900...2_678_400

  public var name: String
  /// *Enable Auto-sync*; while it is off uploads are refused, and nothing raises an alarm.
  public var isEnabled = true
  /// In seconds, how often a file is expected.
  public var interval = 3600
  /// *Delete linked users too* (AUTO-15)
  public var deletesLinked = false
  public var invitations = Invitations.atOnce
  /// Of its mail, e.g. `en`.
  public var language = "en"
  /// Whom people can ask, as it stands in their mail.
  public var supportContact = ""
  /// The name that their mail comes from; the server's if it is empty.
  public var senderName = ""
  public var deletionGuard = DeletionGuard()
  /// A file that is read when it changes; empty for none.
  public var watchedPath = ""
  /// Of people that it adds.
  public var accessGroups: [AccessGroupID] = []

  public init(name: String) { self.name = name }

  /// Texts in NFC and trimmed.
  ///
  /// - Throws: ``LimitError`` of the first value over its limit.
  public func checked() throws(LimitError) -> ProjectSettings {
    var settings = self
    settings.name = try Text.title(name, field: "name")
    settings.supportContact = try Text.trimmed(supportContact, field: "supportContact", characters: 200, bytes: 800)
    settings.senderName = try Text.trimmed(senderName, field: "senderName", characters: 48, bytes: 192)
    settings.watchedPath = try Text.trimmed(watchedPath, field: "watchedPath", characters: 1024, bytes: 4096)
    guard Self.intervals.contains(interval) else {
      throw LimitError(field: "interval", limit: "15 minutes to 31 days", actual: "\(interval) s")
    }
    guard (2...8).contains(language.utf8.count), language.utf8.allSatisfy({ (0x61...0x7A).contains($0) || $0 == 0x2D })
    else { throw LimitError(field: "language", limit: "a code such as en", actual: "something else") }
    guard DeletionGuard.counts.contains(deletionGuard.mostDeletions) else {
      throw LimitError(field: "mostDeletions", limit: "0…1000", actual: "\(deletionGuard.mostDeletions)")
    }
    guard DeletionGuard.percents.contains(deletionGuard.mostPercent) else {
      throw LimitError(field: "mostPercent", limit: "1…50", actual: "\(deletionGuard.mostPercent)")
    }
    guard watchedPath.isEmpty || settings.watchedPath.hasPrefix("/") else {
      throw LimitError(field: "watchedPath", limit: "an absolute path", actual: "another path")
    }
    settings.accessGroups = Set(accessGroups).sorted()
    guard settings.accessGroups.count <= Limits.accessGroups else {
      throw LimitError(
        field: "accessGroups", limit: "at most \(Limits.accessGroups)", actual: "\(settings.accessGroups.count)")
    }
    return settings
  }
}
