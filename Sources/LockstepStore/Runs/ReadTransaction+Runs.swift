import Foundation
import GRDB
public import LockstepCore

extension ReadTransaction {
  /// Newest first.
  public func runs(ofProject id: Int64, before: Int64 = .max, limit: Int) throws -> [StoredRun] {
    try Row.fetchAll(
      db.cachedStatement(sql: "SELECT * FROM runs WHERE project_id = ? AND id < ? ORDER BY id DESC LIMIT ?"),
      arguments: [id, before, limit]
    ).map(StoredRun.init(row:))
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func run(_ run: Int64, ofProject id: Int64) throws -> StoredRun {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM runs WHERE id = ? AND project_id = ?"), arguments: [run, id])
    guard let row else { throw StoreError.unknown("run \(run)") }
    return StoredRun(row: row)
  }

  /// The last run that was a file's.
  public func lastRun(ofProject id: Int64) throws -> StoredRun? {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM runs WHERE project_id = ? AND way <> 'approval' ORDER BY id DESC LIMIT 1"),
      arguments: [id]
    ).map(StoredRun.init(row:))
  }

  /// The rows of a run: what was done, held or refused first, the unchanged ones last.
  ///
  /// - Parameter after: how many to pass over.
  public func runRows(_ run: Int64, after: Int = 0, limit: Int) throws -> [RunRow] {
    var (skipped, rows): (Int, [RunRow]) = (after, [])
    for part in try Row.fetchAll(
      db.cachedStatement(sql: "SELECT part, count FROM run_parts WHERE run_id = ? ORDER BY part"), arguments: [run])
    {
      let count: Int = part["count"]
      guard skipped < count else {
        skipped -= count
        continue
      }
      let number: Int = part["part"]
      let sealed = try String.fetchOne(
        db.cachedStatement(sql: "SELECT rows FROM run_parts WHERE run_id = ? AND part = ?"), arguments: [run, number])
      rows += try store.key.open(sealed ?? "", .runRows, SealedColumn.part(run, number)).split(separator: "\n").lazy
        .flatMap { UnchangedRows.hasRows($0) ? UnchangedRows.rows($0) : [RunRow(stored: $0)].compactMap(\.self) }
        .dropFirst(skipped).prefix(limit - rows.count)
      skipped = 0
      if rows.count >= limit { break }
    }
    return rows
  }

  /// What waits for an operator now.
  public func heldItems(ofProject id: Int64, after: Int64 = 0, limit: Int = 1000) throws -> [HeldItem] {
    try Row.fetchAll(
      db.cachedStatement(sql: "SELECT * FROM held_items WHERE project_id = ? AND id > ? ORDER BY id LIMIT ?"),
      arguments: [id, after, limit]
    ).map { row in
      let item = try store.key.open(row["item"] as String, .heldItem, row["id"] as Int64)
      return HeldItem(
        id: row["id"], project: id, run: row["run_id"], item: try JSON.value(StoredItem.self, item).item())
    }
  }

  public func heldCounts(ofProject id: Int64) throws -> [PlanHold: Int] {
    var counts: [PlanHold: Int] = [:]
    for row in try Row.fetchAll(
      db.cachedStatement(sql: "SELECT hold, count(*) AS count FROM held_items WHERE project_id = ? GROUP BY hold"),
      arguments: [id])
    {
      if let hold = PlanHold(rawValue: row["hold"]) { counts[hold] = row["count"] }
    }
    return counts
  }

  /// Whether a file is the one of the last run, done then, with nobody of the project changed since (AUTO-8).
  public func isSame(_ file: IncomingFile) throws -> Bool {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM runs WHERE project_id = ? AND way <> 'approval' ORDER BY id DESC LIMIT 1"),
      arguments: [file.project])
    guard let row, ["done", "no-change"].contains(row["outcome"] as String),
      try store.key.open(row["digest"] as Data, .fileDigest, row["id"] as Int64) == file.digest,
      try project(file.project).peopleVersion == row["people_version"]
    else { return false }
    let isChanged = try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM users u CROSS JOIN people p ON p.user_id = u.id
          WHERE u.revision > ? AND p.project_id = ?)
          """),
      arguments: [row["head"] as Int64, file.project])
    return isChanged == false
  }
}

extension StoredRun {
  init(row: Row) {
    var counts = RunCounts()
    counts.rows = row["rows"]
    counts.added = row["added"]
    counts.linked = row["linked"]
    counts.updated = row["updated"]
    counts.deleted = row["deleted"]
    counts.unlinked = row["unlinked"]
    counts.unchanged = row["unchanged"]
    counts.kept = row["kept"]
    counts.held = row["held"]
    counts.errors = row["errors"]
    let outcome = Outcome(rawValue: row["outcome"]) ?? .refused
    self.init(
      id: row["id"], project: row["project_id"], way: RunWay(rawValue: row["way"]) ?? .upload, actor: row["actor"],
      file: row["file"], bytes: row["bytes"], startedAt: row["started_at"], endedAt: row["ended_at"], outcome: outcome,
      reason: row["reason"], counts: counts,
      heldSet: outcome == .held ? (row["cause"] as Data?).map(Array.init) : nil,
      decision: Decision(rawValue: row["decision"]) ?? .none, decidedBy: row["decided_by"],
      decidedAt: row["decided_at"])
  }
}
