import GRDB

extension ReadTransaction {
  /// How many entries wait for an operator, counted up to a limit.
  public func openEntries(countedTo most: Int) throws -> CappedCount {
    let count =
      try Int.fetchOne(
        db.cachedStatement(sql: "SELECT count(*) FROM (SELECT 1 FROM attention WHERE closed_at IS NULL LIMIT ?)"),
        arguments: [most + 1]) ?? 0
    return CappedCount(min(count, most), isMore: count > most)
  }

  /// How many open entries of each kind there are.
  public func openEntriesByKind() throws -> [AttentionKind: Int] {
    try Row.fetchAll(
      db.cachedStatement(sql: "SELECT kind, count(*) AS entries FROM attention WHERE closed_at IS NULL GROUP BY kind")
    ).reduce(into: [:]) { counts, row in
      if let kind = AttentionKind(rawValue: row["kind"]) { counts[kind] = row["entries"] }
    }
  }
}
