import Foundation
import GRDB
import LockstepCore

/// The rows of managed people, and the users behind them.
extension WriteTransaction {
  func addPerson(_ row: PersonRow, to project: StoredProject, run: Int64, at now: Int64) throws -> UserID {
    let id = try nextUserID()
    var record = UserRecord(id: id, name: PersonName(first: row.firstName, last: row.lastName).text)
    record.setCards([Card(kind: .mobile, number: row.number)])
    record.rights.setAccessGroups(project.settings.accessGroups)
    try addUser(record, details: UserDetails(email: row.email), source: .project(project.name, run: run), at: now)
    try insertPerson(row, user: id, project: project, isLinked: false, at: now)
    return id
  }

  /// The user keeps its ID, credentials and groups, and is managed from now on (AUTO-15).
  func linkPerson(
    _ row: PersonRow, to user: UserID, _ project: StoredProject, run: Int64, at now: Int64
  ) throws {
    try changeUser(user, source: .project(project.name, run: run), at: now) { user in
      user.record.name = PersonName(first: row.firstName, last: row.lastName).text
      user.details.email = row.email
      user.record.setCards(Set(user.record.cards + [Card(kind: .mobile, number: row.number)]).sorted())
    }
    try insertPerson(row, user: user, project: project, isLinked: true, at: now)
  }

  private func insertPerson(
    _ row: PersonRow, user: UserID, project: StoredProject, isLinked: Bool, at now: Int64
  ) throws {
    let hash = store.rowHash
    let isReleased = project.settings.invitations == .atOnce
    try db.cachedStatement(
      sql: """
        INSERT INTO people (user_id, project_id, email_key, sync_key, content, is_linked, status, first_name, last_name,
          email, number_digest, id_text, sync_id, since, is_released)
        VALUES (?, ?, ?, ?, ?, ?, 'invited', ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      user.text, project.id, hash.email(row.email).stored, row.syncID.map { hash.syncID($0).stored },
      hash.content(row).stored, isLinked, row.firstName, row.lastName, row.email, store.key.digest(row.number),
      try store.key.seal(row.id, .personID, user.text), row.syncID, now, isReleased,
    ])
    if isReleased { try postInvitation(of: user, project, at: now) }
  }

  /// Another e-mail address before the phone is activated means another invitation.
  func updatePerson(_ row: PersonRow, _ user: UserID, _ project: StoredProject, run: Int64, at now: Int64) throws {
    guard let earlier = try reading.planPerson(user) else { throw StoreError.unknown("person \(user)") }
    try changeUser(user, source: .project(project.name, run: run), at: now) { user in
      user.record.name = PersonName(first: row.firstName, last: row.lastName).text
      user.details.email = row.email
      guard row.number != earlier.number else { return }
      let kept = user.record.cards.filter { $0 != Card(kind: .mobile, number: earlier.number) }
      user.record.setCards(kept + [Card(kind: .mobile, number: row.number)])
    }
    let hash = store.rowHash
    try db.cachedStatement(
      sql: """
        UPDATE people SET email_key = ?, sync_key = ?, content = ?, first_name = ?, last_name = ?, email = ?,
          number_digest = ?, id_text = ?, sync_id = ? WHERE user_id = ?
        """
    ).execute(arguments: [
      hash.email(row.email).stored, (row.syncID ?? earlier.syncID).map { hash.syncID($0).stored },
      hash.content(row).stored, row.firstName, row.lastName, row.email, store.key.digest(row.number),
      try store.key.seal(row.id, .personID, user.text), row.syncID ?? earlier.syncID, user.text,
    ])
    if row.email != earlier.email { try inviteAgainIfNotActive(user, project, at: now) }
  }

  /// Takes the phone's number off the user, so that somebody else can have it within the same plan.
  func takeNumber(from user: UserID, _ project: StoredProject, run: Int64, at now: Int64) throws {
    guard let person = try reading.planPerson(user) else { return }
    try changeUser(user, source: .project(project.name, run: run), at: now) { user in
      user.record.setCards(user.record.cards.filter { $0 != Card(kind: .mobile, number: person.number) })
    }
  }

  func deletePerson(_ user: UserID, run: Int64, isApproved: Bool, at now: Int64) throws {
    try endManagement(of: user, run: run, isApproved: isApproved, at: now)
    try deleteUser(user, at: now)
  }

  /// Phone, invitation and link go; the user and the card stay.
  func unlinkPerson(_ user: UserID, _ project: StoredProject, run: Int64, at now: Int64) throws {
    guard let person = try reading.planPerson(user) else { return }
    try tellThatItEnded(user, kind: .invitationWithdrawn, at: now)
    try db.executeCached(sql: "DELETE FROM people WHERE user_id = ?", arguments: [user.text])
    try changeUser(user, source: .project(project.name, run: run), at: now) { user in
      user.record.setCards(user.record.cards.filter { $0 != Card(kind: .mobile, number: person.number) })
    }
  }

  /// What the deletion of a managed user brings with it: a mail, and a note until every device has confirmed it.
  func endManagement(of user: UserID, run: Int64? = nil, isApproved: Bool = true, at now: Int64) throws {
    guard let person = try reading.person(user, at: now) else { return }
    try tellThatItEnded(user, kind: .userDeleted, at: now)
    try db.executeCached(
      sql: """
        INSERT INTO former_people (incarnation, project_id, user_id, name, email, run_id, is_approved, deleted_at)
        SELECT incarnation, ?, id, ?, ?, ?, ?, ? FROM users WHERE id = ?
        """,
      arguments: [person.project, person.name, person.email, run, isApproved, now, user.text])
    try db.executeCached(sql: "DELETE FROM people WHERE user_id = ?", arguments: [user.text])
  }

  /// The file owns first name, last name, e-mail address and ID of the users that its project manages (AUTO-4).
  func refuseOwnedFields(_ later: ServerUser, _ earlier: ServerUser, source: Source) throws {
    switch source {
    case .project, .device: return
    case .operator, .importFile: break
    }
    let isTouched =
      later.record.name != earlier.record.name || later.details.email != earlier.details.email
      || later.record.cards != earlier.record.cards
    guard isTouched, let person = try reading.planPerson(earlier.record.id) else { return }
    let name =
      try String.fetchOne(
        db.cachedStatement(
          sql: "SELECT j.name FROM people p JOIN projects j ON j.id = p.project_id WHERE p.user_id = ?"),
        arguments: [person.user.text]) ?? ""
    func refuse(_ field: String) throws {
      throw StoreError.conflict(
        field: field, "it comes from the file of project \(name): change it in the access control system")
    }
    if later.record.name != earlier.record.name { try refuse("name") }
    if later.details.email != earlier.details.email { try refuse("email") }
    let phone = Card(kind: .mobile, number: person.number)
    let (had, has) = (earlier.record.cards.contains(phone), later.record.cards.contains(phone))
    // Revoked is revoked, and what is not stays.
    if had != has, has == person.isReset { try refuse("cards") }
  }
}
