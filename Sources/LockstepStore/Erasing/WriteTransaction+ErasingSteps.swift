import Foundation
import GRDB
import LockstepCore

/// What is done for those who are being erased after the transaction that erased them, in transactions of bounded size.
extension WriteTransaction {
  /// So many log entries, and parts of runs with up to 500 rows each, in one transaction.
  private static let eventRows = 500
  private static let runParts = 4
  /// Pages of the search's index that are written in one transaction.
  private static let searchPages = 32

  /// Does the next part of what there is to do.
  public func continueErasing(at now: Int64) throws -> ErasureStep {
    if let row = try first("stage IN ('events', 'runs')") {
      if row["stage"] as String == ErasureStage.events.rawValue { try eraseEvents(row) } else { try eraseRuns(row) }
      return .more
    }
    if try first("stage = 'search'") != nil {
      try mergeSearch()
      return .more
    }
    let confirmed = """
      stage = 'doors' AND NOT EXISTS (SELECT 1 FROM tombstones
        WHERE tombstones.user_id = erasures.user_id AND tombstones.revision <= erasures.revision)
      """
    if let row = try first(confirmed) {
      try finish(row, at: now)
      return .more
    }
    let last = try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(id) FROM erasures WHERE stage = 'traces'"))
    return last.map { .emptyLog(through: $0) } ?? .none
  }

  /// The log of the database was emptied after ``ErasureStep/emptyLog(through:)`` asked for it.
  public func logWasEmptied(through last: Int64) throws {
    try db.executeCached(
      sql: "UPDATE erasures SET stage = 'doors' WHERE stage = 'traces' AND id <= ?", arguments: [last])
  }

  private func first(_ condition: String) throws -> Row? {
    try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM erasures WHERE \(condition) ORDER BY id LIMIT 1"))
  }

  private func move(_ row: Row, to stage: ErasureStage, place: Int64 = 0) throws {
    try db.executeCached(
      sql: "UPDATE erasures SET stage = ?, place = ? WHERE id = ?",
      arguments: [stage.rawValue, place, row["id"] as Int64])
  }

  // MARK: The monitoring log

  private func eraseEvents(_ row: Row) throws {
    if try eraseEvents(of: row["user_id"], upTo: row["last_event"]) < Self.eventRows { try move(row, to: .runs) }
  }

  /// Number, device, time and code stay: the device's numbering, and what it says of an entry when it sends it again,
  /// are judged by them (LOG-1, LOG-4).
  ///
  /// - Returns: how many entries there were, up to those of one transaction.
  private func eraseEvents(of user: String, upTo last: Int64) throws -> Int {
    try db.executeCached(
      sql: """
        WITH RECURSIVE \(EventSegments.upwards)
        UPDATE events SET user_id = NULL, revision = NULL, detail = '', is_erased = 1 WHERE id IN (
          SELECT id FROM segments CROSS JOIN events ON \(EventSegments.number) = n
          WHERE user_id = ? AND id <= ? LIMIT \(Self.eventRows))
        """,
      arguments: [0, user, last])
    return db.changesCount
  }

  // MARK: What files did

  private func eraseRuns(_ row: Row) throws {
    let (number, user): (Int64, String) = (row["id"], row["user_id"])
    let words = try JSON.value(ErasedWords.self, store.key.open(row["words"] as String, .erasedWords, number))
    let parts = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT rowid AS place, run_id, part, rows FROM run_parts WHERE rowid > ? ORDER BY rowid
          LIMIT \(Self.runParts)
          """),
      arguments: [row["place"] as Int64])
    for part in parts {
      let place = SealedColumn.part(part["run_id"], part["part"])
      let text = try store.key.open(part["rows"] as String, .runRows, place)
      let left = RunRows.without(user, words, in: text)
      guard left != text else { continue }
      try db.executeCached(
        sql: "UPDATE run_parts SET rows = ? WHERE rowid = ?",
        arguments: [try store.key.seal(left, .runRows, place), part["place"] as Int64])
    }
    if parts.count == Self.runParts, let last = parts.last { return try move(row, to: .runs, place: last["place"]) }
    try db.executeCached(sql: "UPDATE erasures SET words = '' WHERE id = ?", arguments: [number])
    try move(row, to: .search)
  }

  // MARK: The search

  /// A deletion from the search's index leaves the parts of the name in it until they are merged with the note of the
  /// deletion. Everybody who waits for it has it done by one merge.
  private func mergeSearch() throws {
    let isUnderWay = try first("stage = 'search' AND place = 1") != nil
    if !isUnderWay { try db.executeCached(sql: "UPDATE erasures SET place = 1 WHERE stage = 'search'") }
    let before = db.totalChangesCount
    // Negative begins a merge of everything, positive goes on with it.
    try db.executeCached(
      sql: "INSERT INTO user_search (user_search, rank) VALUES ('merge', ?)",
      arguments: [isUnderWay ? Self.searchPages : -Self.searchPages])
    guard db.totalChangesCount - before < 2 else { return }
    try db.executeCached(
      sql: "UPDATE erasures SET stage = 'traces', place = 0 WHERE stage = 'search' AND place = 1")
  }

  // MARK: The end

  /// Every device has confirmed: what came of the person meanwhile goes too, unless somebody has the ID again.
  private func finish(_ row: Row, at now: Int64) throws {
    let user: String = row["user_id"]
    let isUsedAgain = try reading.user(UserID(user)) != nil
    let lastEvent = isUsedAgain ? row["last_event"] as Int64 : Int64.max
    if try eraseEvents(of: user, upTo: lastEvent) == Self.eventRows { return }
    try db.executeCached(
      sql: "DELETE FROM former_people WHERE user_id = ? AND incarnation <= ?",
      arguments: [user, row["incarnation"] as Incarnation])
    if !isUsedAgain {
      for table in ["attention", "transfer_items", "findings", "enrolled_again", "outbox"] {
        try db.executeCached(sql: "DELETE FROM \(table) WHERE user_id = ?", arguments: [user])
      }
    }
    try db.executeCached(
      sql: """
        UPDATE erasures SET stage = 'done', finished_at = ?, absent = (
          SELECT count(*) FROM devices WHERE is_registered = 1 AND hold = 'unknown-content' AND cursor < revision)
        WHERE id = ?
        """,
      arguments: [now, row["id"] as Int64])
  }
}
