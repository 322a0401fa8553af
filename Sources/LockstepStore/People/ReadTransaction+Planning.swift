import Foundation
import GRDB
public import LockstepCore

extension Store {
  /// Of what files say of people; the key is this server's.
  public var rowHash: RowHash { RowHash(key: digest.of(Array("people of files".utf8)).bigEndianBytes) }
}

extension ReadTransaction {
  /// What the file said last of everybody that the project manages, as numbers.
  public func roster(ofProject id: Int64) throws -> Roster {
    var roster = Roster(reserving: try managedCount(ofProject: id))
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT user_id, email_key, sync_key, content FROM people INDEXED BY people_roster WHERE project_id = ?
        """,
      arguments: [id])
    while let row = try rows.next() {
      roster.add(
        Roster.Entry(
          user: try UserID(row[0] as String), email: UInt64(bitPattern: row[1]),
          syncID: (row[2] as Int64?).map { UInt64(bitPattern: $0) }, content: UInt64(bitPattern: row[3])))
    }
    return roster
  }

  public func acceptedFile(ofProject id: Int64) throws -> AcceptedFile? {
    try lastFile(ofProject: id, isAccepted: true)
  }

  func lastFile(ofProject id: Int64, isAccepted: Bool) throws -> AcceptedFile? {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM last_files WHERE project_id = ? AND is_accepted = ?"),
      arguments: [id, isAccepted])
    guard let row else { return nil }
    let marks: [UInt64] = (row["marks"] as Data).withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count - 7, by: 8).map {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
      }
    }
    return AcceptedFile(
      hasSyncIDs: row["has_sync_ids"], endsWithLineEnd: row["ends_with_line_end"], marks: marks)
  }

  /// The plan of rows that were set against the roster: the same for a dry run and for a run.
  public func plan(_ matched: Matched, ofProject id: Int64, at now: Int64) throws -> Plan {
    let project = try project(id)
    var context = PlanContext(
      deletionGuard: project.settings.deletionGuard, recentRemovals: try recentRemovals(ofProject: id, at: now),
      isBehind: try behind() != nil, deletesLinked: project.settings.deletesLinked,
      accepted: try acceptedFile(ofProject: id))
    for user in matched.changed.map(\.user) + matched.missing {
      if let person = try planPerson(user) { context.people[user] = person }
    }
    for row in matched.changed.map(\.row) + matched.unknown {
      if let owner = try numberOwner(row.number, project: id) { context.owners[row.number] = owner }
    }
    // What is held of somebody who gives a number away counts too.
    for person in context.people.values where context.owners[person.number] == nil {
      if let owner = try numberOwner(person.number, project: id) { context.owners[person.number] = owner }
    }
    var removals: Set<[UInt8]> = []
    for row in try Row.fetchAll(
      db.cachedStatement(sql: "SELECT subject, choice FROM decisions WHERE project_id = ?"), arguments: [id])
    {
      let subject = Array(row["subject"] as Data)
      if let choice = PersonChoice(rawValue: row["choice"]) {
        context.choices[subject] = choice
      } else if row["choice"] == Self.rejectedRemoval {
        removals.insert(subject)
      } else {
        context.rejectedSets.insert(subject)
      }
    }
    let hash = store.rowHash
    if !removals.isEmpty {
      context.rejectedRemovals = Set(matched.missing.filter { removals.contains(Plan.removal(of: $0, hash: hash)) })
    }
    return Planner.plan(matched, context, hash: hash)
  }

  /// In `decisions`: somebody is not to be removed for being missing.
  static let rejectedRemoval = "rejected-removal"

  private func recentRemovals(ofProject id: Int64, at now: Int64) throws -> Int {
    try Int.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT coalesce(sum(deleted + unlinked), 0) FROM runs
          WHERE project_id = ? AND way <> 'approval' AND ended_at > ?
          """),
      arguments: [id, now - 86_400_000]) ?? 0
  }

  func planPerson(_ user: UserID) throws -> PlanPerson? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT p.*, u.is_protected FROM people p JOIN users u ON u.id = p.user_id WHERE p.user_id = ?
        """)
    guard let row = try Row.fetchOne(statement, arguments: [user.text]) else { return nil }
    let id = try store.key.open(row["id_text"] as String, .personID, user.text)
    return PlanPerson(
      user: user, firstName: row["first_name"], lastName: row["last_name"], email: row["email"], id: id,
      number: try CardNumber(text: id), syncID: row["sync_id"], isLinked: row["is_linked"],
      isReset: row["status"] as String == "reset", isProtected: row["is_protected"])
  }

  private func numberOwner(_ number: CardNumber, project id: Int64) throws -> NumberOwner? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT u.id, u.name, u.record, u.is_protected, p.project_id, p.number_digest, j.name AS project_name FROM cards c
        JOIN users u ON u.id = c.user_id LEFT JOIN people p ON p.user_id = u.id LEFT JOIN projects j ON j.id = p.project_id
        WHERE c.digest = ?
        """)
    let digest = store.key.digest(number)
    guard let row = try Row.fetchOne(statement, arguments: [digest]) else { return try resetOwner(digest, project: id) }
    let user: String = row["id"]
    let cards = try record(row["record"], of: user).cards
    let manager: NumberOwner.ManagedBy =
      switch row["project_id"] as Int64? {
      case nil: .nobody
      case id: .thisProject
      default: .project(row["project_name"])
      }
    let isPhone = row["number_digest"] as Data? == digest
    return NumberOwner(
      user: try UserID(user), name: row["name"], manager: manager,
      isCard: cards.contains { $0.number == number && ($0.kind != .mobile || !isPhone) },
      hasRoom: cards.count < Limits.cards, isProtected: row["is_protected"])
  }

  /// Whose phone was revoked keeps the ID, though no door opens with it: the file still says whose it is.
  private func resetOwner(_ digest: Data, project id: Int64) throws -> NumberOwner? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT p.user_id, p.project_id, u.name, j.name AS project_name FROM people p JOIN users u ON u.id = p.user_id
        JOIN projects j ON j.id = p.project_id WHERE p.number_digest = ? AND p.status = 'reset'
        """)
    guard let row = try Row.fetchOne(statement, arguments: [digest]) else { return nil }
    return NumberOwner(
      user: try UserID(row["user_id"] as String), name: row["name"],
      manager: row["project_id"] as Int64 == id ? .thisProject : .project(row["project_name"]), isCard: false)
  }
}
