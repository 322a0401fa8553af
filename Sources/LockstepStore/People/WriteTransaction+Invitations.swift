import Foundation
import GRDB
public import LockstepCore

extension WriteTransaction {
  /// How long an invitation's link works, from the hand-over to the mail server (AUTO-12). Milliseconds.
  public static let invitationLife: Int64 = 7 * 86_400_000

  /// Releases invitations that wait for it.
  ///
  /// - Parameter users: nil for everybody of the project.
  /// - Returns: how many there were.
  public func releaseInvitations(ofProject id: Int64, users: [UserID]? = nil, at now: Int64) throws -> Int {
    let project = try reading.project(id)
    let waiting = try String.fetchAll(
      db.cachedStatement(
        sql:
          "SELECT user_id FROM people WHERE project_id = ? AND status = 'invited' AND is_released = 0 ORDER BY user_id"),
      arguments: [id])
    let chosen = users.map { Set($0.map(\.text)) }
    var count = 0
    for user in waiting where chosen?.contains(user) ?? true {
      try db.executeCached(sql: "UPDATE people SET is_released = 1 WHERE user_id = ?", arguments: [user])
      try postInvitation(of: UserID(user), project, at: now)
      count += 1
    }
    return count
  }

  /// *Resend invitation*: revokes the earlier one, and the phone; somebody in status *Reset* has the credential again.
  ///
  /// - Throws: ``StoreError/unknown(_:)`` for somebody whom the project does not manage.
  public func resendInvitation(of user: UserID, project id: Int64, source: Source, at now: Int64) throws {
    let project = try reading.project(id)
    guard let person = try reading.planPerson(user), try reading.person(user, at: now)?.project == id else {
      throw StoreError.unknown("person \(user) of project \(project.name)")
    }
    try invite(user, project, at: now)
    guard person.isReset else { return }
    try changeUser(user, source: source, at: now) { user in
      user.record.setCards(Set(user.record.cards + [Card(kind: .mobile, number: person.number)]).sorted())
    }
  }

  func inviteAgainIfNotActive(_ user: UserID, _ project: StoredProject, at now: Int64) throws {
    let isOpen = try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT status = 'invited' AND is_released FROM people WHERE user_id = ?"),
      arguments: [user.text])
    if isOpen == true { try invite(user, project, at: now) }
  }

  private func invite(_ user: UserID, _ project: StoredProject, at now: Int64) throws {
    try endLinks(of: user, at: now)
    try db.executeCached(
      sql: """
        UPDATE people SET status = 'invited', is_released = 1, invited_at = NULL, expires_at = NULL, activated_at = NULL,
          reset_at = NULL WHERE user_id = ?
        """,
      arguments: [user.text])
    try postInvitation(of: user, project, at: now)
  }

  private func endLinks(of user: UserID, at now: Int64) throws {
    try withdrawMail(ofUser: user, at: now)
    try db.executeCached(sql: "DELETE FROM invitation_links WHERE user_id = ?", arguments: [user.text])
  }

  func postInvitation(of user: UserID, _ project: StoredProject, at now: Int64) throws {
    guard let person = try reading.planPerson(user) else { return }
    try post(mail(.invitation, user, person, project), to: [person.email], at: now)
  }

  private func mail(
    _ kind: MailKind, _ user: UserID, _ person: PlanPerson, _ project: StoredProject,
    with more: [String: MailValue] = [:]
  ) -> MailItem {
    MailItem(
      kind, project: project.id, user: user, language: project.settings.language,
      content: [
        "project": .text(project.name), "firstName": .text(person.firstName), "lastName": .text(person.lastName),
        "name": .text(person.name),
        "support": .text(project.settings.supportContact), "senderName": .text(project.settings.senderName),
        "shortName": .text(project.shortName),
      ].merging(more) { _, more in more })
  }

  /// Whose invitation was not even handed over is told nothing.
  func tellThatItEnded(_ user: UserID, kind: MailKind, at now: Int64) throws {
    guard let person = try reading.person(user, at: now), let facts = try reading.planPerson(user) else { return }
    try withdrawMail(ofUser: user, at: now)
    guard person.status != .notInvited, person.status != .invitationWaiting else { return }
    try post(mail(kind, user, facts, reading.project(person.project)), to: [person.email], at: now)
  }

  // MARK: Links

  /// The invitation was handed over to the mail server with this link. Earlier links of the same invitation stay: the
  /// mail may have been handed over twice.
  public func invitationHandedOver(to user: UserID, digest: [UInt8], at now: Int64) throws {
    let expiresAt = now + Self.invitationLife
    try db.executeCached(
      sql: "UPDATE people SET invited_at = ?, expires_at = ? WHERE user_id = ? AND status = 'invited'",
      arguments: [now, expiresAt, user.text])
    guard db.changesCount == 1 else { return }
    try db.executeCached(
      sql: "INSERT OR IGNORE INTO invitation_links (digest, user_id, is_phone, expires_at) VALUES (?, ?, 0, ?)",
      arguments: [Data(digest), user.text, expiresAt])
  }

  /// *Activate on this phone*: the link is used up, whatever other links there are.
  ///
  /// - Parameter phone: digest of the secret that the phone keeps from now on.
  /// - Throws: ``StoreError/unknown(_:)`` for a link that was used, has expired, or never was.
  public func activate(link digest: [UInt8], phone: [UInt8], at now: Int64) throws -> StoredPerson {
    guard let person = try reading.person(byLink: digest, isPhone: false, at: now) else {
      throw StoreError.unknown("invitation that could be activated")
    }
    try db.executeCached(sql: "DELETE FROM invitation_links WHERE user_id = ?", arguments: [person.user.text])
    try db.executeCached(
      sql: "UPDATE people SET status = 'active', activated_at = ?, expires_at = NULL WHERE user_id = ?",
      arguments: [now, person.user.text])
    try db.executeCached(
      sql: "INSERT INTO invitation_links (digest, user_id, is_phone, expires_at) VALUES (?, ?, 1, ?)",
      arguments: [Data(phone), person.user.text, Int64.max])
    return person
  }

  /// The phone is revoked: status *Reset*. Card and fingers stay.
  ///
  /// - Parameter isByPerson: then the official contacts are told.
  /// - Throws: ``StoreError/unknown(_:)``.
  public func resetPhone(of user: UserID, isByPerson: Bool, source: Source, at now: Int64) throws {
    guard let person = try reading.person(user, at: now), let facts = try reading.planPerson(user) else {
      throw StoreError.unknown("person \(user)")
    }
    guard person.status != .reset else { return }
    let project = try reading.project(person.project)
    try endLinks(of: user, at: now)
    try db.executeCached(
      sql: "UPDATE people SET status = 'reset', reset_at = ?, expires_at = NULL WHERE user_id = ?",
      arguments: [now, user.text])
    try changeUser(user, source: source, at: now) { user in
      user.record.setCards(user.record.cards.filter { $0 != Card(kind: .mobile, number: facts.number) })
    }
    guard isByPerson else { return }
    let item = try mail(
      .phoneRemoved, user, facts, project, with: ["time": .text(reading.shownTime(now)), "actor": .text(facts.name)])
    try post(item, to: reading.officialContacts(ofProject: project.id), at: now)
  }
}

extension ReadTransaction {
  /// Whose invitation, or phone, a link is; nil for one that was used, has expired, or never was.
  public func person(byLink digest: [UInt8], isPhone: Bool, at now: Int64) throws -> StoredPerson? {
    let user = try String.fetchOne(
      db.cachedStatement(
        sql: "SELECT user_id FROM invitation_links WHERE digest = ? AND is_phone = ? AND expires_at > ?"),
      arguments: [Data(digest), isPhone, now])
    return try user.flatMap { try person(UserID($0), at: now) }
  }

  /// Whether an invitation still waits for its hand-over: nothing else has ended it meanwhile.
  public func isInvitationOpen(_ user: UserID) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT status = 'invited' AND is_released FROM people WHERE user_id = ?"),
      arguments: [user.text])
      ?? false
  }
}
