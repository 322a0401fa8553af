import Foundation
import GRDB
public import LockstepCore

extension ReadTransaction {
  /// Nil if no project manages the user.
  public func person(_ user: UserID, at now: Int64) throws -> StoredPerson? {
    try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM people WHERE user_id = ?"), arguments: [user.text])
      .map { try storedPerson($0, at: now) }
  }

  /// By user ID.
  public func people(_ query: PeopleQuery, at now: Int64) throws -> [StoredPerson] {
    var conditions = ["project_id = ?", "user_id > ?"]
    var arguments: StatementArguments = [query.project, query.after]
    if let search = query.search, !search.isEmpty {
      let plain = ["!", "%", "_"].reduce(search) { $0.replacingOccurrences(of: $1, with: "!\($1)") }
      let pattern = "%\(plain)%"
      conditions.append("(first_name || ' ' || last_name LIKE ? ESCAPE '!' OR email LIKE ? ESCAPE '!')")
      arguments += [pattern, pattern]
    }
    if let status = query.status {
      guard let condition = Self.condition(status, at: now) else { return [] }
      conditions.append(condition)
    }
    return try Row.fetchAll(
      db.cachedStatement(
        sql: "SELECT * FROM people WHERE \(conditions.joined(separator: " AND ")) ORDER BY user_id LIMIT ?"),
      arguments: arguments + [query.limit]
    ).map { try storedPerson($0, at: now) }
  }

  /// How many people of a project are in each status.
  public func personCounts(ofProject id: Int64, at now: Int64) throws -> [StoredPerson.Status: Int] {
    var counts: [StoredPerson.Status: Int] = [:]
    // Of these the rows themselves are read: once for all three.
    let invited = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT count(*) FILTER (WHERE invited_at IS NULL) AS waiting, count(*) FILTER (WHERE expires_at > ?2) AS sent,
            count(*) FILTER (WHERE expires_at <= ?2) AS expired
          FROM people WHERE project_id = ?1 AND status = 'invited' AND is_released = 1
          """),
      arguments: [id, now])
    counts[.invitationWaiting] = invited?["waiting"] ?? 0
    counts[.invitationSent] = invited?["sent"] ?? 0
    counts[.invitationExpired] = invited?["expired"] ?? 0
    for status in [StoredPerson.Status.notInvited, .active, .reset] {
      guard let condition = Self.condition(status, at: now) else { continue }
      counts[status] =
        try Int.fetchOne(
          db.cachedStatement(sql: "SELECT count(*) FROM people WHERE project_id = ? AND \(condition)"), arguments: [id])
        ?? 0
    }
    counts[.deletionPending] = try deletionsPending(ofProject: id).count
    return counts
  }

  public func managedCount(ofProject id: Int64) throws -> Int {
    try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM people WHERE project_id = ?"), arguments: [id]) ?? 0
  }

  /// Whom the project has deleted and some registered device has not confirmed: *Deletion pending*. A device that was
  /// removed no longer counts. Newest first, 1,000 at most.
  public func deletionsPending(ofProject id: Int64) throws -> [FormerPerson] {
    let slowest =
      try Int64.fetchOne(
        db.cachedStatement(sql: "SELECT min(cursor) FROM devices WHERE is_registered = 1 AND hold IS NULL")) ?? .max
    let held =
      try Bool.fetchOne(
        db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM devices WHERE is_registered = 1 AND hold IS NOT NULL)"))
      ?? false
    return try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT f.user_id, f.name, f.email, f.deleted_at FROM former_people f
          JOIN tombstones t ON t.incarnation = f.incarnation
          WHERE f.project_id = ?1 AND (?3 OR t.revision > ?2
            OR f.user_id IN (SELECT user_id FROM tasks) OR f.user_id IN (SELECT user_id FROM waiting_pulls))
          ORDER BY f.deleted_at DESC LIMIT 1000
          """),
      arguments: [id, slowest, held]
    ).map { row in
      FormerPerson(
        user: try UserID(row["user_id"] as String), name: row["name"], email: row["email"],
        deletedAt: row["deleted_at"])
    }
  }

  private static func condition(_ status: StoredPerson.Status, at now: Int64) -> String? {
    switch status {
    case .notInvited: "status = 'invited' AND is_released = 0"
    case .invitationWaiting: "status = 'invited' AND is_released = 1 AND invited_at IS NULL"
    case .invitationSent: "status = 'invited' AND is_released = 1 AND expires_at > \(now)"
    case .invitationExpired: "status = 'invited' AND is_released = 1 AND expires_at <= \(now)"
    case .active: "status = 'active'"
    case .reset: "status = 'reset'"
    case .deletionPending: nil
    }
  }
}

extension ReadTransaction {
  private func storedPerson(_ row: Row, at now: Int64) throws -> StoredPerson {
    let (user, expiresAt): (String, Int64?) = (row["user_id"], row["expires_at"])
    let status: StoredPerson.Status =
      switch row["status"] as String {
      case "active": .active
      case "reset": .reset
      default:
        if !(row["is_released"] as Bool) {
          .notInvited
        } else if let expiresAt {
          expiresAt > now ? .invitationSent : .invitationExpired
        } else {
          .invitationWaiting
        }
      }
    return StoredPerson(
      user: try UserID(user), project: row["project_id"], firstName: row["first_name"], lastName: row["last_name"],
      email: row["email"], id: try store.key.open(row["id_text"] as String, .personID, user), syncID: row["sync_id"],
      isLinked: row["is_linked"], status: status, since: row["since"], invitedAt: row["invited_at"],
      expiresAt: expiresAt, activatedAt: row["activated_at"], resetAt: row["reset_at"])
  }
}
