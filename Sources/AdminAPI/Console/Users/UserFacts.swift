import AdminModel
import LockstepCore
import LockstepStore

/// What a user's page shows, as of one snapshot.
struct UserFacts: Sendable {
  struct Entry: Sendable {
    let entry: StoredEntry
    let difference: DifferenceResource?
  }

  let user: ServerUser
  let resource: UserResource
  let groupNames: [AccessGroupID: String]
  let allGroups: [String]
  let devices: [UInt32: String]
  let presence: [UserPresence]
  let provenance: [StoredProvenance]
  let entries: [Entry]
  let events: [StoredEvent]
  let history: [AuditEntry]
  /// When the device that was asked for last said that the user was written to it, or enrolled there.
  let heldSince: Int64?
  /// Where a project manages the user.
  let person: StoredPerson?
  let project: StoredProject?
  /// Whoever looks is one of its admins.
  let isProjectAdmin: Bool

  /// Nil when there is no such user.
  ///
  /// - Parameter visitor: the account of whoever looks.
  init?(
    _ id: UserID, asked: DeviceID?, cursors: LiveCursors, visitor: Int64?, at now: Int64, _ store: ReadTransaction
  ) throws {
    guard let user = try store.user(id) else { return nil }
    let names = try store.accessGroupNames()
    self.user = user
    groupNames = names
    resource = UserResource(user, groups: names)
    allGroups = names.values.sorted()
    devices = try store.deviceNames()
    presence = try store.presence(of: id, cursors: cursors)
    provenance = try store.provenance(of: user.incarnation)
    entries = try store.entries(EntryQuery(user: id.text, limit: 50)).map { entry in
      Entry(
        entry: entry,
        difference: entry.kind == .difference ? try DifferenceResource(entry, store, groups: names) : nil)
    }
    events = try store.events(EventQuery(user: id.text, direction: .before(.max), limit: 50))
    person = try store.person(id, at: now)
    let project = try person.map { try store.project($0.project) }
    self.project = project
    isProjectAdmin =
      try project.map { project in
        try visitor.map { try store.isAdmin($0, ofProject: project.id) } ?? false
      } ?? false
    history = try store.audit(object: "user \(id)", limit: 20)
    heldSince = try asked.flatMap { device in
      try store.events(EventQuery(device: device, user: id.text, kind: .log, direction: .before(.max), limit: 200))
        // Enrolled, written or edited: whom a door let in it has had before.
        .first { $0.code?.startsPull ?? false }?.receivedAt
    }
  }
}
