import GRDB

extension WriteTransaction {
  /// Adds an entry to the audit log, in the transaction of the change itself.
  public func audit(_ entry: AuditEntry) throws {
    try db.execute(
      sql: """
        INSERT INTO audit (at, actor, way, address, action, object, before, after, outcome)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        entry.at, entry.actor.name, entry.actor.way.rawValue, entry.actor.address, entry.action, entry.object,
        entry.before, entry.after, entry.outcome.rawValue,
      ])
  }

  /// More lines of refusals than these an hour nobody gets, nor all together whom nobody knows.
  public static let mostRefusals = 200
  /// How far back is looked for lines that a refusal may join.
  private static let nearLines = 1000

  /// Adds a refusal to the audit log. Whoever repeats it only raises the `times` of its line for a minute, and of their
  /// newest line once there are many, so that nobody fills the log with what they may not do.
  public func audit(refusal entry: AuditEntry) throws {
    let near = try Row.fetchAll(
      db,
      sql: """
        SELECT * FROM (SELECT * FROM audit ORDER BY id DESC LIMIT \(Self.nearLines))
        WHERE outcome = 'refused' AND way = ?1 AND (way = 'none' OR actor = ?2) AND at > ?3 ORDER BY id DESC
        """,
      arguments: [entry.actor.way.rawValue, entry.actor.name, entry.at - 3_600_000]
    ).map(AuditEntry.init(row:))
    let same = near.first { line in
      line.at > entry.at - 60_000 && line.actor == entry.actor && line.action == entry.action
        && line.object == entry.object
    }
    guard let line = same ?? (near.count >= Self.mostRefusals ? near.first : nil) else { return try audit(entry) }
    try db.execute(
      sql: """
        UPDATE audit SET after = json_object('times', coalesce(json_extract(after, '$.times'), 1) + 1) WHERE id = ?
        """,
      arguments: [line.id])
  }
}

extension ReadTransaction {
  /// Newest first.
  ///
  /// - Parameters:
  ///   - actor: the whole name; nil for everybody.
  ///   - object: e.g. `user 17`; nil for everything.
  ///   - before: only entries with a smaller number.
  public func audit(
    actor: String? = nil, object: String? = nil, before: Int64 = .max, limit: Int
  ) throws -> [AuditEntry] {
    var conditions = ["id < ?"]
    var arguments: StatementArguments = [before]
    if let actor {
      conditions.append("actor = ?")
      arguments += [actor]
    }
    if let object {
      conditions.append("object = ?")
      arguments += [object]
    }
    return try Row.fetchAll(
      db, sql: "SELECT * FROM audit WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT ?",
      arguments: arguments + [limit]
    ).map(AuditEntry.init(row:))
  }
}

extension AuditEntry {
  fileprivate init(row: Row) {
    self.init(
      id: row["id"], at: row["at"],
      actor: Actor(name: row["actor"], way: Actor.Way(rawValue: row["way"]) ?? .none, address: row["address"]),
      action: row["action"], object: row["object"], before: row["before"], after: row["after"],
      outcome: Outcome(rawValue: row["outcome"]) ?? .done)
  }
}
