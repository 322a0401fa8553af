import GRDB
public import LockstepCore

extension ReadTransaction {
  /// How many users the cursor has not passed: what is left of a first fill.
  public func userCount(above cursor: Revision) throws -> Int {
    try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM users WHERE revision > ?"), arguments: [cursor]) ?? 0
  }

  public func waitingDeviceCount() throws -> Int {
    try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM devices WHERE is_registered = 0")) ?? 0
  }

  /// How many registered devices have each of some users in their scope; all of them for who is gone, and while there is
  /// no scope.
  public func deviceCounts(inScopeOf users: Set<String>) throws -> [String: Int] {
    let all = try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM devices WHERE is_registered = 1")) ?? 0
    var counts = users.reduce(into: [String: Int]()) { $0[$1] = all }
    guard try mode().scope == .accessGroups, !users.isEmpty else { return counts }
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT users.id, (
            SELECT count(DISTINCT device_id) FROM user_groups JOIN device_groups USING (group_id)
            JOIN devices ON devices.id = device_id AND is_registered = 1 WHERE user_groups.user_id = users.id) AS devices
          FROM users WHERE users.id IN (\(users.map { _ in "?" }.joined(separator: ", ")))
          """),
      arguments: StatementArguments(users.sorted()))
    for row in rows { counts[row["id"]] = row["devices"] }
    return counts
  }

  /// Names of registered devices by number, for lists that name them.
  public func deviceNames() throws -> [UInt32: String] {
    try Row.fetchAll(db.cachedStatement(sql: "SELECT id, name FROM devices WHERE is_registered = 1"))
      .reduce(into: [:]) { $0[$1["id"]] = $1["name"] }
  }
}
