import GRDB
public import LockstepCore

/// Which revisions this database has given out. A snapshot of the machine, or a file that was copied back, puts a database
/// back without a word to it, and what it gives out then may be what it gave out once before, in a past that is lost. So
/// each start leaps over some revisions: a base of a lost past lies in what was leapt over, and is known for what it is,
/// also once the head is above it (FAIL-3).
extension WriteTransaction {
  /// Far more than are given out between a copy and its return, and still short.
  public static let leaps: ClosedRange<Revision> = 1_000_000...2_000_000

  /// To be called once when a server starts. One that has given out none has nothing to be confused with.
  ///
  /// - Parameter count: of ``leaps``, by chance.
  public func leap(_ count: Revision) throws {
    let head = try reading.head()
    guard head > 0 else { return }
    try db.execute(
      sql: """
        INSERT INTO given_out (first, last) SELECT 1, NULL WHERE NOT EXISTS (SELECT 1 FROM given_out);
        DELETE FROM given_out WHERE last IS NULL AND first > \(head);
        UPDATE given_out SET last = \(head) WHERE last IS NULL;
        INSERT INTO given_out (first, last) VALUES (\(head + count + 1), NULL);
        UPDATE server SET head = \(head + count);
        """)
  }

  /// An operator has settled what counts: bases up to there are no surprise any more.
  func acknowledgeGivenOut(upTo revision: Revision) throws {
    guard try !reading.hasGivenOut(revision) else { return }
    try db.executeCached(
      sql: """
        INSERT INTO given_out (first, last)
        SELECT coalesce((SELECT max(last) FROM given_out WHERE last < ?1), 0) + 1, ?1 WHERE ?1 <= (SELECT head FROM server)
        """,
      arguments: [revision])
  }
}

extension ReadTransaction {
  func hasGivenOut(_ revision: Revision) throws -> Bool {
    guard revision > 0 else { return true }
    return try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT ?1 <= head AND (NOT EXISTS (SELECT 1 FROM given_out)
            OR EXISTS (SELECT 1 FROM given_out WHERE first <= ?1 AND coalesce(last, head) >= ?1)) FROM server
          """),
      arguments: [revision]) ?? false
  }
}
