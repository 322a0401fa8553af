import AdminModel
import LockstepCore
import LockstepStore

extension ProjectResource {
  init(_ project: StoredProject, _ store: ReadTransaction, at now: Int64) throws {
    let names = try store.accessGroupNames()
    let settings = project.settings
    let contacts = try store.admins(ofProject: project.id).filter(\.isOfficialContact)
    let counts = try store.personCounts(ofProject: project.id, at: now)
    let held = try store.heldCounts(ofProject: project.id)
    let last = try store.lastRun(ofProject: project.id)
    let warning: String? =
      if contacts.isEmpty {
        "there is no official contact: nobody is told of errors and of what is held"
      } else if contacts.allSatisfy(\.email.isEmpty) {
        "no official contact has an e-mail address: nobody is told of errors and of what is held"
      } else {
        nil
      }
    self.init(
      id: project.id, shortName: project.shortName, name: project.name, version: project.version,
      enabled: settings.isEnabled, intervalMinutes: settings.interval / 60, deleteLinkedUsers: settings.deletesLinked,
      invitations: settings.invitations.rawValue, language: settings.language, supportContact: settings.supportContact,
      senderName: settings.senderName, mostDeletions: settings.deletionGuard.mostDeletions,
      mostPercent: settings.deletionGuard.mostPercent, watchedPath: settings.watchedPath,
      accessGroups: settings.accessGroups.compactMap { names[$0] }.sorted(),
      createdAt: Moment.milliseconds(project.createdAt), completedAt: Moment.milliseconds(project.completedAt),
      missedSince: Moment.milliseconds(project.missedSince),
      nextExpectedAt: settings.isEnabled
        ? Moment.milliseconds(last.map { $0.startedAt + Int64(settings.interval) * 1000 }) : nil,
      people: Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) }),
      held: Dictionary(uniqueKeysWithValues: held.map { ($0.key.rawValue, $0.value) }),
      officialContacts: contacts.map(\.name), warning: warning)
  }
}

extension ProjectAdminResource {
  init(_ admin: ProjectAdmin) {
    self.init(
      id: admin.administrator, name: admin.name, email: admin.email, officialContact: admin.isOfficialContact,
      since: Moment.milliseconds(admin.since))
  }
}

extension ProjectKeyResource {
  init(_ stored: ProjectKey, key: String? = nil) {
    self.init(
      id: stored.id, name: stored.name, createdBy: stored.createdBy,
      createdAt: Moment.milliseconds(stored.createdAt), usedAt: Moment.milliseconds(stored.usedAt),
      usedFrom: stored.usedFrom, key: key)
  }
}
