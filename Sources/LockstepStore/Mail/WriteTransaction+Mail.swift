import GRDB
public import LockstepCore

extension WriteTransaction {
  /// For how long mails that ended are listed. Milliseconds.
  static let mailRetention: Int64 = 30 * 86_400_000

  /// Puts a mail for each recipient into the outbox, in the transaction of what it tells (AUTO-13). An address that is
  /// none is refused when its turn comes, and stops nothing.
  ///
  /// - Parameter recipients: e-mail addresses; those that are there twice, or empty, are left out.
  /// - Returns: how many mails these are.
  @discardableResult
  public func post(_ item: MailItem, to recipients: [String], at now: Int64) throws -> Int {
    let content = try JSON.text(item.content)
    var seen: Set<String> = []
    for recipient in recipients where !recipient.isEmpty && seen.insert(recipient.lowercased()).inserted {
      let id = try nextID(of: "outbox")
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO outbox (id, kind, project_id, user_id, language, recipient, content, created_at, not_before)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """)
      try statement.execute(arguments: [
        id, item.kind.rawValue, item.project, item.user?.text, item.language, recipient,
        try store.key.seal(content, .mailContent, id), now, now,
      ])
    }
    return seen.count
  }

  /// Ends the mails about a user that wait, because what they say holds no more. One that is being handed over at this
  /// moment may still arrive.
  ///
  /// - Returns: how many there were.
  @discardableResult
  public func withdrawMail(ofUser user: UserID, kinds: [MailKind] = [.invitation], at now: Int64) throws -> Int {
    guard !kinds.isEmpty else { return 0 }
    try db.executeCached(
      sql: """
        UPDATE outbox SET state = 'withdrawn', content = '{}', ended_at = ?
        WHERE user_id = ? AND +state = 'waiting' AND kind IN (\(kinds.map { _ in "?" }.joined(separator: ", ")))
        """,
      arguments: [now, user.text] + StatementArguments(kinds.map(\.rawValue)))
    return db.changesCount
  }

  /// Keeps what came of a try. A mail that was withdrawn while it was handed over is shown as what it is.
  public func record(_ outcome: MailOutcome, ofMail id: Int64, at now: Int64) throws {
    let tried = "attempts = attempts + 1, tried_since = coalesce(tried_since, \(now)), answer = ?"
    switch outcome {
    case .sent(let answer):
      try db.executeCached(
        sql: "UPDATE outbox SET \(tried), state = 'sent', content = '{}', ended_at = ? WHERE id = ?",
        arguments: [answer, now, id])
    case .refused(let reason):
      try db.executeCached(
        sql: "UPDATE outbox SET \(tried), state = 'refused', ended_at = ? WHERE id = ? AND state = 'waiting'",
        arguments: [reason, now, id])
    case .later(let notBefore, let reason):
      try db.executeCached(
        sql: "UPDATE outbox SET \(tried), not_before = ? WHERE id = ? AND state = 'waiting'",
        arguments: [reason, notBefore, id])
    case .withdrawn:
      try db.executeCached(
        sql: "UPDATE outbox SET state = 'withdrawn', content = '{}', ended_at = ? WHERE id = ? AND state = 'waiting'",
        arguments: [now, id])
    }
  }

  /// Tries a mail again now, with three days from here.
  ///
  /// - Throws: ``StoreError/unknown(_:)``; ``StoreError/notPossible(_:)`` for one that was sent or withdrawn.
  public func retryMail(_ id: Int64, at now: Int64) throws {
    let mail = try reading.mail(id)
    guard [.waiting, .refused].contains(mail.state) else {
      throw StoreError.notPossible("mail \(id) was \(mail.state.rawValue): there is nothing to try again")
    }
    try tryAgain("id = ?", [id], at: now)
  }

  /// Tries all mails again that were refused, or wait for their next try.
  ///
  /// - Returns: how many.
  public func retryAllMail(at now: Int64) throws -> Int {
    try tryAgain("state = 'refused' OR (state = 'waiting' AND not_before > ?)", [now], at: now)
    return db.changesCount
  }

  private func tryAgain(_ condition: String, _ arguments: StatementArguments, at now: Int64) throws {
    try db.executeCached(
      sql: """
        UPDATE outbox SET state = 'waiting', not_before = ?, tried_since = NULL, ended_at = NULL WHERE \(condition)
        """,
      arguments: [now] + arguments)
  }

  func dropEndedMail(at now: Int64) throws {
    try db.executeCached(
      sql: "DELETE FROM outbox WHERE state <> 'waiting' AND ended_at < ?", arguments: [now - Self.mailRetention])
  }
}
