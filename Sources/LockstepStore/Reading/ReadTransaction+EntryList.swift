import Foundation
import GRDB
import LockstepCore

extension ReadTransaction {
  /// In the order of their numbers.
  public func entries(_ query: EntryQuery) throws -> [StoredEntry] {
    var conditions = ["id > ?"]
    var arguments: StatementArguments = [query.after]
    if let kind = query.kind {
      conditions.append("kind = ?")
      arguments += [kind.rawValue]
    }
    if let user = query.user {
      conditions.append("user_id = ?")
      arguments += [user]
    }
    if let device = query.device {
      conditions.append("device_id = ?")
      arguments += [device.number]
    }
    if let isOpen = query.isOpen { conditions.append(isOpen ? "closed_at IS NULL" : "closed_at IS NOT NULL") }
    return try Row.fetchAll(
      db.cachedStatement(
        sql: "SELECT * FROM attention WHERE \(conditions.joined(separator: " AND ")) ORDER BY id LIMIT ?"),
      arguments: arguments + [query.limit]
    ).compactMap(storedEntry)
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func entry(_ id: Int64) throws -> StoredEntry {
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM attention WHERE id = ?"), arguments: [id])
    guard let entry = try row.flatMap(storedEntry) else {
      throw StoreError.unknown("entry \(id) under Needs attention")
    }
    return entry
  }

  /// Stands for a difference as both sides are now: it changes when either value does.
  public func version(ofDifference entry: StoredEntry) throws -> String {
    let user = try entry.user.flatMap { try? UserID($0) }.flatMap { try self.user($0) }
    guard let slot = entry.slot, let user else { return "\(entry.version)" }
    let value = user.record.value(of: slot).map { store.digest.of($0, in: slot) } ?? 0
    return "\(entry.version)-\(String(value, radix: 16).suffix(8))"
  }
}

extension ReadTransaction {
  /// Nil for a kind that this version does not know.
  private func storedEntry(_ row: Row) throws -> StoredEntry? {
    guard let kind = AttentionKind(rawValue: row["kind"]) else { return nil }
    let user: String = row["user_id"]
    return StoredEntry(
      id: row["id"], kind: kind, user: user.isEmpty ? nil : user, device: DeviceID(row["device_id"] as UInt32),
      slot: try slot(ofEntry: row), reason: row["reason"], value: try value(ofEntry: row),
      version: row["version"], since: row["since"], closedAt: row["closed_at"], outcome: row["outcome"])
  }
}
