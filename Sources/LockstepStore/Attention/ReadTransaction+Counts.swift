import GRDB

extension ReadTransaction {
  /// How many entries of these kinds wait for an operator.
  public func openCount(_ kinds: [AttentionKind] = AttentionKind.allCases) throws -> Int {
    let names = kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    return try Int.fetchOne(
      db.cachedStatement(sql: "SELECT COUNT(*) FROM attention WHERE closed_at IS NULL AND kind IN (\(names))")) ?? 0
  }

  /// How many events are stored.
  public func eventCount() throws -> Int {
    try Int.fetchOne(db.cachedStatement(sql: "SELECT COUNT(*) FROM events")) ?? 0
  }
}
