import GRDB
import LockstepCore

/// What lies above a device's cursor: users that it should get, and deletions and leavings that it should follow.
extension ReadTransaction {
  /// - Parameter window: of so many users and deletions above the cursor, those that concern the device; nil counts all.
  func pending(
    of device: DeviceID, cursor: Revision, line: Revision?, lookingAt window: Int?
  ) throws -> CappedCount {
    let limit = window ?? .max
    let count = try pending(of: device, cursor: cursor, line: line, window).reduce(0) { count, query in
      try count
        + (Int.fetchOne(
          db.cachedStatement(sql: "SELECT COUNT(*) FROM (\(query) LIMIT :limit)"),
          arguments: Self.arguments(device, line: line) + ["cursor": cursor, "limit": limit, "window": window]) ?? 0)
    }
    guard let window else { return CappedCount(count) }
    let seen = try Int.fetchOne(
      db.cachedStatement(sql: "SELECT COUNT(*) FROM (SELECT 1 FROM users WHERE revision > ? LIMIT ?)"),
      arguments: [cursor, window])
    return CappedCount(count, isMore: seen ?? 0 >= window)
  }

  /// Whether there is any: does not count them all.
  func hasPendingChanges(of device: DeviceID, cursor: Revision, line: Revision?) throws -> Bool {
    try pending(of: device, cursor: cursor, line: line, nil).contains { query in
      try Bool.fetchOne(
        db.cachedStatement(sql: "SELECT EXISTS (\(query))"),
        arguments: Self.arguments(device, line: line) + ["cursor": cursor]) ?? false
    }
  }

  /// When the first of them was made, in Unix milliseconds; nil if there is none among so many.
  func oldestPendingChange(of device: DeviceID, cursor: Revision, line: Revision?, lookingAt window: Int) throws
    -> Int64?
  {
    try pending(of: device, cursor: cursor, line: line, window).compactMap { query in
      try Int64.fetchOne(
        db.cachedStatement(sql: "\(query) ORDER BY revision LIMIT 1"),
        arguments: Self.arguments(device, line: line) + ["cursor": cursor, "window": window])
    }.min()
  }

  /// Queries for the times at which changes were made; their arguments are `cursor`, with a window `window`, and those of
  /// the device.
  private func pending(
    of device: DeviceID, cursor: Revision, line: Revision?, _ window: Int?
  ) throws -> [String] {
    guard try cursor < head() else { return [] }
    let scope = try mode().scope
    let condition =
      scope == .none
      ? "1" : "\(Self.scope(scope)) AND \(Self.isFree) AND \(Self.fits(line, scope))"
    let source =
      window == nil
      ? "users" : "(SELECT * FROM users WHERE revision > :cursor ORDER BY revision LIMIT :window) AS users"
    let users = "SELECT changed_at FROM \(source) WHERE revision > :cursor AND \(condition)"
    let deletions = """
      SELECT deleted_at FROM tombstones WHERE revision > :cursor AND NOT EXISTS (
        SELECT 1 FROM users WHERE users.id = tombstones.user_id AND \(condition))
      """
    let leavings = """
      SELECT (SELECT changed_at FROM users WHERE users.id = gone.user_id)
      FROM (SELECT user_id, max(leavings.revision) AS revision FROM leavings JOIN device_groups USING (group_id)
        WHERE leavings.revision > :cursor AND device_groups.device_id = :device GROUP BY user_id) AS gone
      WHERE NOT EXISTS (SELECT 1 FROM users WHERE users.id = gone.user_id AND \(Self.scope(scope)))
      """
    return scope == .accessGroups ? [users, deletions, leavings] : [users, deletions]
  }
}
