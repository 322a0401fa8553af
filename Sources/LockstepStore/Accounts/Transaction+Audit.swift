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
