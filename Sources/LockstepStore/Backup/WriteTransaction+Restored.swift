import GRDB

extension WriteTransaction {
  /// This database was put back from a copy (FAIL-3). Devices may hold what came after it: nothing is written to them until
  /// an operator has decided, also where those that know more come back last.
  public func noteRestored(copyOf taken: String, at now: Int64) throws {
    let reason = "restored from the copy of \(taken): devices may know more"
    try db.execute(sql: "UPDATE server SET behind = coalesce(behind, ?)", arguments: [reason])
    if try open(.serverBehind, reason: reason, at: now) { try addEvent(.serverBehind, detail: reason, at: now) }
  }
}
