import GRDB

extension WriteTransaction {
  /// Adds an entry to the audit log, in the transaction of the change itself.
  public func audit(_ entry: AuditEntry) throws {
    let id = try nextID(of: "audit")
    try db.executeCached(
      sql: """
        INSERT INTO audit (id, at, actor, way, address, action, object, before, after, outcome)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id, entry.at, entry.actor.name, entry.actor.way.rawValue, entry.actor.address, entry.action, entry.object,
        try entry.before.map { try store.key.seal($0, .auditBefore, id) },
        try entry.after.map { try store.key.seal($0, .auditAfter, id) }, entry.outcome.rawValue,
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
      db.cachedStatement(
        sql: """
          SELECT * FROM (SELECT * FROM audit ORDER BY id DESC LIMIT \(Self.nearLines))
          WHERE outcome = 'refused' AND way = ?1 AND (way = 'none' OR actor = ?2) AND at > ?3 ORDER BY id DESC
          """),
      arguments: [entry.actor.way.rawValue, entry.actor.name, entry.at - 3_600_000]
    ).map(reading.auditEntry)
    let same = near.first { line in
      line.at > entry.at - 60_000 && line.actor == entry.actor && line.action == entry.action
        && line.object == entry.object
    }
    guard let line = same ?? (near.count >= Self.mostRefusals ? near.first : nil) else { return try audit(entry) }
    let times = try line.after.map { try JSON.value([String: Int].self, $0)["times"] ?? 1 } ?? 1
    try db.executeCached(
      sql: "UPDATE audit SET after = ? WHERE id = ?",
      arguments: [try store.key.seal(JSON.text(["times": times + 1]), .auditAfter, line.id), line.id])
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
      db.cachedStatement(
        sql: "SELECT * FROM audit WHERE \(conditions.joined(separator: " AND ")) ORDER BY id DESC LIMIT ?"),
      arguments: arguments + [limit]
    ).map(auditEntry)
  }
}

extension ReadTransaction {
  fileprivate func auditEntry(_ row: Row) throws -> AuditEntry {
    let id: Int64 = row["id"]
    return AuditEntry(
      id: id, at: row["at"],
      actor: Actor(name: row["actor"], way: Actor.Way(rawValue: row["way"]) ?? .none, address: row["address"]),
      action: row["action"], object: row["object"],
      before: try (row["before"] as String?).map { try store.key.open($0, .auditBefore, id) },
      after: try (row["after"] as String?).map { try store.key.open($0, .auditAfter, id) },
      outcome: AuditEntry.Outcome(rawValue: row["outcome"]) ?? .done)
  }
}
