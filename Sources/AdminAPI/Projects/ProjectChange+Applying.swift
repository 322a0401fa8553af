import AdminModel
import LockstepCore
import LockstepStore

extension ProjectChange {
  /// - Parameter group: the number of an access group by its name.
  func apply(to settings: inout ProjectSettings, group: (String) throws -> AccessGroupID) throws {
    if let value = name.value { settings.name = value }
    if let value = enabled.value { settings.isEnabled = value }
    if let value = intervalMinutes.value {
      guard (1...1_000_000).contains(value) else { throw RequestError.parameter("intervalMinutes", "15 to 44640") }
      settings.interval = value * 60
    }
    if let value = deleteLinkedUsers.value { settings.deletesLinked = value }
    if let value = invitations.value {
      guard let known = ProjectSettings.Invitations(rawValue: value) else {
        throw RequestError.parameter("invitations", "at-once or when-released")
      }
      settings.invitations = known
    }
    if let value = language.value { settings.language = value }
    if !supportContact.isAbsent { settings.supportContact = supportContact.value ?? "" }
    if !senderName.isAbsent { settings.senderName = senderName.value ?? "" }
    if !watchedPath.isAbsent { settings.watchedPath = watchedPath.value ?? "" }
    settings.deletionGuard = DeletionGuard(
      mostDeletions: mostDeletions.value ?? settings.deletionGuard.mostDeletions,
      mostPercent: mostPercent.value ?? settings.deletionGuard.mostPercent)
    if !accessGroups.isAbsent { settings.accessGroups = try (accessGroups.value ?? []).map(group) }
    try refuseCleared()
  }

  /// What has no empty value cannot be `null`.
  private func refuseCleared() throws {
    let fields: [(String, Bool)] = [
      ("name", name == .clear), ("enabled", enabled == .clear), ("intervalMinutes", intervalMinutes == .clear),
      ("deleteLinkedUsers", deleteLinkedUsers == .clear), ("invitations", invitations == .clear),
      ("language", language == .clear), ("mostDeletions", mostDeletions == .clear),
      ("mostPercent", mostPercent == .clear),
    ]
    if let field = fields.first(where: \.1)?.0 { throw RequestError.parameter(field, "a value, not null") }
  }
}
