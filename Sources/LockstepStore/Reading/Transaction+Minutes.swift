import GRDB

extension ReadTransaction {
  /// The minutes since one, oldest first. A minute without a row is one in which no server ran.
  public func minutes(since first: Int64) throws -> [StoredMinute] {
    try Row.fetchAll(
      db.cachedStatement(sql: "SELECT * FROM minutes WHERE minute >= ? ORDER BY minute"), arguments: [first]
    )
    .map { row in
      StoredMinute(
        minute: row["minute"], logs: row["logs"], enrolments: row["enrolments"], transfers: row["transfers"],
        failures: row["failures"], longestLag: row["longest_lag"])
    }
  }
}

extension WriteTransaction {
  /// Keeps a minute, and drops those before `oldest`. A minute that a server before this one began is added to.
  public func keep(_ minute: StoredMinute, since oldest: Int64) throws {
    try db.executeCached(
      sql: """
        INSERT INTO minutes (minute, logs, enrolments, transfers, failures, longest_lag) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (minute) DO UPDATE SET logs = logs + excluded.logs, enrolments = enrolments + excluded.enrolments,
          transfers = transfers + excluded.transfers, failures = failures + excluded.failures,
          longest_lag = nullif(max(ifnull(longest_lag, -1), ifnull(excluded.longest_lag, -1)), -1)
        """,
      arguments: [
        minute.minute, minute.logs, minute.enrolments, minute.transfers, minute.failures, minute.longestLag,
      ])
    try db.executeCached(sql: "DELETE FROM minutes WHERE minute < ?", arguments: [oldest])
  }
}
