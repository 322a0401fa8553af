import GRDB

extension WriteTransaction {
  /// More entries of the log than come between two backups.
  private static let skippedEvents: Int64 = 1_000_000_000

  /// This database was put back from a copy (FAIL-3). Devices may hold what came after it: nothing is written to them until
  /// an operator has decided, also where those that know more come back last.
  public func noteRestored(copyOf taken: String, at now: Int64) throws {
    // Whoever follows the log waits behind an entry that is gone: what comes now has a higher number, so that they miss
    // nothing of it.
    try db.execute(
      sql: """
        INSERT INTO sqlite_sequence (name, seq) SELECT 'events', 0
          WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'events');
        UPDATE sqlite_sequence SET seq = seq + \(Self.skippedEvents) WHERE name = 'events';
        """)
    let reason = "restored from the copy of \(taken): devices may know more"
    try db.executeCached(sql: "UPDATE server SET behind = coalesce(behind, ?)", arguments: [reason])
    if try open(.serverBehind, reason: reason, at: now) { try addEvent(.serverBehind, detail: reason, at: now) }
  }
}
