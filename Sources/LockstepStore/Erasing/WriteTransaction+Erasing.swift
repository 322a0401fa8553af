import Foundation
import GRDB
public import LockstepCore

extension WriteTransaction {
  /// Erases somebody for good: a user, or what is left of one that was deleted. The user is deleted everywhere as by
  /// ``deleteUser(_:version:at:)``, and whatever the server keeps of the person goes: the copy for a restore, entries
  /// under *Needs attention*, mails, what files said, invitations, details in the audit log. Histories follow in steps
  /// (``continueErasing(at:)``). What stays is a note with the ID, and what removes the person from doors.
  ///
  /// - Returns: the number of the note; of the one that there is, where the same person is being erased already.
  /// - Throws: ``StoreError/unknown(_:)`` for an ID of which nothing is known; ``StoreError/notPossible(_:)`` for
  ///   somebody who is protected (SEC-8).
  @discardableResult
  public func eraseUser(_ id: UserID, by actor: String, at now: Int64) throws -> Int64 {
    let user = try reading.user(id)
    if user?.isProtected == true {
      throw StoreError.notPossible("user \(id) is protected: take the protection away before erasing")
    }
    if user == nil {
      let open = try Int64.fetchOne(
        db.cachedStatement(sql: "SELECT max(id) FROM erasures WHERE user_id = ? AND stage <> 'done'"),
        arguments: [id.text])
      if let open { return open }
      guard try reading.isKnown(id) else { throw StoreError.unknown("user \(id), and nothing is kept of one") }
    }
    let words = try words(of: id, user, at: now)
    if user != nil { try deleteUser(id, at: now) }
    try eraseRows(of: id)
    try eraseHeldItems(of: id, words, at: now)
    try eraseMails(of: id, words)
    return try note(id, words, by: actor, at: now)
  }

  private func note(_ id: UserID, _ words: ErasedWords, by actor: String, at now: Int64) throws -> Int64 {
    let revision = try Revision.fetchOne(
      db.cachedStatement(sql: "SELECT max(revision) FROM tombstones WHERE user_id = ?"), arguments: [id.text])
    let number = try nextID(of: "erasures")
    try db.executeCached(
      sql: """
        INSERT INTO erasures (id, user_id, incarnation, revision, last_event, asked_at, asked_by, stage, words)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        number, id.text, try reading.highestIncarnation(), revision ?? 0, try reading.lastEvent(), now, actor,
        ErasureStage.events.rawValue, try store.key.seal(JSON.text(words), .erasedWords, number),
      ])
    return number
  }

  // MARK: By what they are recognized

  private func words(of id: UserID, _ user: ServerUser?, at now: Int64) throws -> ErasedWords {
    var words = ErasedWords()
    if let user {
      words.add(user.record)
      words.add(user.details)
    }
    if let person = try reading.planPerson(id) {
      words.add(name: person.name)
      for key in [person.email, person.id, person.number.decimal, person.syncID ?? ""] { words.add(key: key) }
    }
    for row in try rows("SELECT * FROM deleted_users WHERE user_id = ?", id) {
      words.add(try reading.deletedRecord(row))
      words.add(try reading.deletedDetails(row).details)
    }
    for row in try rows("SELECT name, email FROM former_people WHERE user_id = ?", id) {
      words.add(name: row["name"])
      words.add(key: row["email"])
    }
    // To the person themselves; what else is about them goes to others.
    let kinds = [MailKind.invitation, .invitationWithdrawn, .userDeleted].map { "'\($0.rawValue)'" }
    let own = "SELECT recipient FROM outbox WHERE user_id = ? AND kind IN (\(kinds.joined(separator: ", ")))"
    for row in try rows(own, id) { words.add(key: row["recipient"]) }
    return words
  }

  private func rows(_ sql: String, _ id: UserID) throws -> [Row] {
    try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [id.text])
  }

  // MARK: What goes at once

  /// Everything that is about this user alone.
  private func eraseRows(of id: UserID) throws {
    let transfers = try Int64.fetchAll(
      db.cachedStatement(sql: "SELECT DISTINCT transfer_id FROM transfer_items WHERE user_id = ?"),
      arguments: [id.text])
    for table in ["deleted_users", "attention", "outbox", "transfer_items", "findings"] {
      try db.executeCached(sql: "DELETE FROM \(table) WHERE user_id = ?", arguments: [id.text])
    }
    for transfer in transfers {
      try db.executeCached(
        sql: """
          DELETE FROM transfers WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM transfer_items WHERE transfer_id = ?1)
          """,
        arguments: [transfer])
    }
    // The rows still count for AUTO-6.
    try db.executeCached(sql: "UPDATE former_people SET name = '', email = '' WHERE user_id = ?", arguments: [id.text])
    try db.executeCached(
      sql: "UPDATE audit SET before = NULL, after = NULL WHERE object = ?", arguments: ["user \(id)"])
    try db.executeCached(
      sql: "DELETE FROM decisions WHERE subject = ?", arguments: [Data(Plan.removal(of: id, hash: store.rowHash))])
  }

  /// Rows that wait for an operator, of the person or with what only the person has. Others of the same set wait on.
  private func eraseHeldItems(of id: UserID, _ words: ErasedWords, at now: Int64) throws {
    var projects: Set<Int64> = []
    let rows = try Row.fetchAll(db.cachedStatement(sql: "SELECT id, project_id, item FROM held_items ORDER BY id"))
    for row in rows {
      let number: Int64 = row["id"]
      let item = try JSON.value(StoredItem.self, store.key.open(row["item"] as String, .heldItem, number))
      guard item.user == id.text || item.cells?.contains(where: words.hasKey) == true else { continue }
      try db.executeCached(sql: "DELETE FROM held_items WHERE id = ?", arguments: [number])
      projects.insert(row["project_id"])
    }
    for project in projects.sorted() where try reading.heldCounts(ofProject: project).isEmpty {
      try endWaiting(project, at: now)
    }
  }

  /// Mails to others that name the person, and were not sent yet.
  private func eraseMails(of id: UserID, _ words: ErasedWords) throws {
    let kinds = [MailKind.fileErrors, .deletionsHeld].map { "'\($0.rawValue)'" }.joined(separator: ", ")
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: "SELECT id, content FROM outbox WHERE kind IN (\(kinds)) AND content <> '{}'"))
    for row in rows {
      let number: Int64 = row["id"]
      let content = try JSON.value(
        [String: MailValue].self, store.key.open(row["content"] as String, .mailContent, number))
      let left = content.mapValues { $0.without(words) }
      guard left != content else { continue }
      try db.executeCached(
        sql: "UPDATE outbox SET content = ? WHERE id = ?",
        arguments: [try store.key.seal(JSON.text(left), .mailContent, number), number])
    }
  }
}

extension MailValue {
  fileprivate func without(_ words: ErasedWords) -> MailValue {
    switch self {
    case .text(let text): words.areIn(text) ? .text("…") : self
    case .rows(let rows): .rows(rows.filter { row in !row.values.contains(where: words.areIn) })
    }
  }
}
