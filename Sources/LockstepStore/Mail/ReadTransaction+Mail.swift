import GRDB
import LockstepCore

extension ReadTransaction {
  /// What is to be tried now, what has waited longest first.
  ///
  /// - Parameter without: mails that are being handed over.
  public func dueMail(at now: Int64, without: Set<Int64> = [], limit: Int) throws -> [StoredMail] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT * FROM outbox WHERE state = 'waiting' AND not_before <= ?
          AND id NOT IN (\(without.sorted().map(String.init).joined(separator: ", ")))
        ORDER BY not_before, id LIMIT ?
        """,
      arguments: [now, limit]
    ).compactMap(storedMail)
  }

  /// When the next mail is due that is not being handed over; nil if none waits. Unix milliseconds.
  public func nextMailTime(without: Set<Int64> = []) throws -> Int64? {
    try Int64.fetchOne(
      db,
      sql: """
        SELECT not_before FROM outbox WHERE state = 'waiting'
          AND id NOT IN (\(without.sorted().map(String.init).joined(separator: ", "))) ORDER BY not_before LIMIT 1
        """)
  }

  /// Newest first.
  public func mails(_ query: MailQuery) throws -> [StoredMail] {
    var conditions = ["id < ?"]
    var arguments: StatementArguments = [query.before]
    let values: [(column: String, value: (any DatabaseValueConvertible)?)] = [
      ("state", query.state?.rawValue), ("kind", query.kind?.rawValue), ("project_id", query.project),
      ("user_id", query.user?.text),
    ]
    for (column, value) in values {
      guard let value else { continue }
      conditions.append("\(column) = ?")
      arguments += [value]
    }
    return try Row.fetchAll(
      db, sql: "SELECT * FROM outbox WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT ?",
      arguments: arguments + [query.limit]
    ).compactMap(storedMail)
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func mail(_ id: Int64) throws -> StoredMail {
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM outbox WHERE id = ?"), arguments: [id])
    guard let mail = try row.flatMap(storedMail) else { throw StoreError.unknown("mail \(id)") }
    return mail
  }

  /// How many mails are in a state, counted up to a limit.
  public func mailCount(_ state: MailState, upTo limit: Int = 10_000) throws -> CappedCount {
    let count = try Int.fetchOne(
      db.cachedStatement(sql: "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE state = ? LIMIT ?)"),
      arguments: [state.rawValue, limit + 1])
    return CappedCount(min(count ?? 0, limit), isMore: (count ?? 0) > limit)
  }
}

extension ReadTransaction {
  /// Nil for a kind that this version does not know.
  private func storedMail(_ row: Row) throws -> StoredMail? {
    guard let kind = MailKind(rawValue: row["kind"]), let state = MailState(rawValue: row["state"]) else { return nil }
    // A mail that does not open stops no other (FAIL-2): it goes without its particulars.
    let content = (try? store.key.open(row["content"] as String, .mailContent, row["id"] as Int64)) ?? "{}"
    return StoredMail(
      id: row["id"], kind: kind, project: row["project_id"], user: row["user_id"], language: row["language"],
      recipient: row["recipient"],
      content: (try? JSON.value([String: MailValue].self, content)) ?? [:],
      createdAt: row["created_at"], notBefore: row["not_before"], attempts: row["attempts"],
      triedSince: row["tried_since"], state: state, answer: row["answer"], endedAt: row["ended_at"])
  }
}
