import Foundation
import GRDB
public import LockstepCore

extension ReadTransaction {
  /// Who was erased, or is being erased, newest first.
  ///
  /// - Parameters:
  ///   - user: nil for everybody.
  ///   - before: only notes with a smaller number.
  public func erasures(
    of user: UserID? = nil, before: Int64 = .max, limit: Int, cursors: LiveCursors = LiveCursors()
  ) throws -> [StoredErasure] {
    try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT * FROM erasures WHERE id < :before AND (:user IS NULL OR user_id = :user) ORDER BY id DESC LIMIT :limit
          """),
      arguments: ["before": before, "user": user?.text, "limit": limit]
    ).map { try erasure($0, cursors) }
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func erasure(_ id: Int64, cursors: LiveCursors = LiveCursors()) throws -> StoredErasure {
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM erasures WHERE id = ?"), arguments: [id])
    guard let row else { throw StoreError.unknown("erasure \(id)") }
    return try erasure(row, cursors)
  }

  /// How many are not finished, and when the oldest of them was asked for, in Unix milliseconds.
  public func openErasures() throws -> (count: Int, oldest: Int64?) {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT count(*) AS count, min(asked_at) AS oldest FROM erasures WHERE stage <> 'done'"))
    return (row?["count"] ?? 0, row?["oldest"])
  }

  private func erasure(_ row: Row, _ cursors: LiveCursors) throws -> StoredErasure {
    let user = try UserID(row["user_id"] as String)
    let stage = ErasureStage(rawValue: row["stage"]) ?? .done
    let state: StoredErasure.State =
      switch stage {
      case .events, .runs, .search, .traces: .erasing
      case .doors: .pending
      case .done: .finished
      }
    return StoredErasure(
      id: row["id"], user: user, askedAt: row["asked_at"], askedBy: row["asked_by"], state: state,
      waitingDevices: stage == .done ? 0 : try waitingDevices(user, revision: row["revision"], cursors),
      absentDevices: row["absent"], finishedAt: row["finished_at"])
  }

  private func waitingDevices(_ user: UserID, revision: Revision, _ cursors: LiveCursors) throws -> Int {
    guard try hasTombstone(user, upTo: revision) else { return 0 }
    return try presence(ofDeleted: user, cursors: cursors).count { $0.state != .outOfScope }
  }

  func hasTombstone(_ user: UserID, upTo revision: Revision) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM tombstones WHERE user_id = ? AND revision <= ?)"),
      arguments: [user.text, revision]) ?? false
  }

  // MARK: What devices still bring

  /// Whether somebody with this ID was erased, of this incarnation or a later one: what a device has of them is not kept.
  func isErased(_ user: UserID, incarnation: Incarnation) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM erasures WHERE user_id = ? AND incarnation >= ?)"),
      arguments: [user.text, incarnation]) ?? false
  }

  /// Whether a log entry is of somebody who was erased: everything that a device which has not confirmed the deletion
  /// says of the ID; and as long as nobody has it again, everything but an enrolment.
  ///
  /// - Parameter cursor: of the device.
  func isOfErased(_ entry: LogEntry, cursor: Revision) throws -> Bool {
    let revision = try Revision.fetchOne(
      db.cachedStatement(sql: "SELECT max(revision) FROM erasures WHERE user_id = ?"), arguments: [entry.user])
    guard let revision, let user = try? UserID(entry.user) else { return false }
    if cursor < revision { return true }
    if entry.code.startsPull, entry.origin == .device { return false }
    return try self.user(user) == nil
  }

  /// Whether anything is kept of an ID that nobody has.
  func isKnown(_ user: UserID) throws -> Bool {
    let tables = [
      "deleted_users", "tombstones", "former_people", "attention", "outbox", "transfer_items", "findings",
    ]
    for table in tables {
      let isThere = try Bool.fetchOne(
        db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM \(table) WHERE user_id = ?)"), arguments: [user.text])
      if isThere == true { return true }
    }
    let hasEvents = try Bool.fetchOne(
      db.cachedStatement(sql: EventSegments.hasUser), arguments: [0, user.text])
    if hasEvents == true { return true }
    return try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM audit WHERE object = ? AND (before IS NOT NULL OR after IS NOT NULL))
          """),
      arguments: ["user \(user)"]) ?? false
  }
}
