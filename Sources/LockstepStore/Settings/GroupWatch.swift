import GRDB
import LockstepCore

/// Notes what a change does to groups of users and devices, without copying who is in them.
struct GroupWatch {
  /// What decides alike for all devices that have it: their groups before, nil for everybody, and after.
  struct Change: Hashable {
    let before: [Int64]?
    let after: [Int64]
  }

  private let db: Database
  private let devices: [UInt32: [Int64]]

  init(_ db: Database, watchesUsers: Bool) throws {
    self.db = db
    devices = try Self.groups(db)
    end()
    try db.execute(
      sql: """
        CREATE TEMP TABLE left_groups (user_id TEXT, group_id INTEGER, since INTEGER, PRIMARY KEY (user_id, group_id));
        CREATE TEMP TABLE joined_groups (user_id TEXT, group_id INTEGER, PRIMARY KEY (user_id, group_id));
        """)
    guard watchesUsers else { return }
    try db.execute(
      sql: """
        CREATE TEMP TRIGGER watch_left AFTER DELETE ON main.user_groups BEGIN
          INSERT OR IGNORE INTO left_groups VALUES (old.user_id, old.group_id, old.since);
        END;
        CREATE TEMP TRIGGER watch_joined AFTER INSERT ON main.user_groups BEGIN
          INSERT OR IGNORE INTO joined_groups VALUES (new.user_id, new.group_id);
        END;
        """)
  }

  /// A refused transaction has undone all of this already.
  func end() {
    try? db.execute(
      sql: """
        DROP TRIGGER IF EXISTS temp.watch_left; DROP TRIGGER IF EXISTS temp.watch_joined;
        DROP TABLE IF EXISTS temp.left_groups; DROP TABLE IF EXISTS temp.joined_groups;
        """)
  }

  func change(of device: UInt32, _ before: SynchronizationMode.Scope) throws -> Change {
    let after = try Int64.fetchAll(
      db.cachedStatement(sql: "SELECT group_id FROM device_groups WHERE device_id = ? ORDER BY group_id"),
      arguments: [device])
    return Change(before: before == .accessGroups ? devices[device] ?? [] : nil, after: after)
  }

  /// Who was in scope before and is not any more; nil where nobody can be.
  func leavers(_ change: Change) throws -> Leavers? {
    let stays = "EXISTS (SELECT 1 FROM user_groups WHERE user_id = earlier.id AND group_id IN (\(list(change.after))))"
    var earlier = "SELECT id, entered AS entry FROM users"
    if let before = change.before {
      guard !before.isEmpty else { return nil }
      // Only who left a group can be out where no group was taken from the device.
      let some =
        Set(before).isSubset(of: change.after)
        ? "AND user_id IN (SELECT user_id FROM temp.left_groups WHERE group_id IN (\(list(before))))" : ""
      earlier = Self.members(list(before), some)
    }
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT id, entry FROM (\(earlier)) AS earlier
        WHERE NOT \(stays) AND EXISTS (SELECT 1 FROM users WHERE users.id = earlier.id) ORDER BY entry, id
        """)
    var leavers = Leavers()
    while let row = try rows.next() { leavers.add(row["id"], entry: row["entry"]) }
    return leavers
  }

  /// When each user came into the scope that was, in rising order.
  func entries(_ change: Change) throws -> [Revision] {
    guard let before = change.before else {
      return try Revision.fetchAll(db.cachedStatement(sql: "SELECT entered FROM users ORDER BY entered"))
    }
    return try Revision.fetchAll(db, sql: "SELECT entry FROM (\(Self.members(list(before), ""))) ORDER BY entry")
  }

  /// The members of groups as they were: those of now without who joined, and who left.
  private static func members(_ groups: String, _ condition: String) -> String {
    """
    SELECT user_id AS id, min(since) AS entry FROM (
      SELECT user_id, since FROM user_groups WHERE group_id IN (\(groups)) \(condition) AND NOT EXISTS (
        SELECT 1 FROM temp.joined_groups AS joined
        WHERE joined.user_id = user_groups.user_id AND joined.group_id = user_groups.group_id)
      UNION ALL SELECT user_id, since FROM temp.left_groups WHERE group_id IN (\(groups)))
    GROUP BY user_id
    """
  }

  private func list(_ groups: [Int64]) -> String { groups.map { "\($0)" }.joined(separator: ", ") }

  private static func groups(_ db: Database) throws -> [UInt32: [Int64]] {
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: "SELECT device_id, group_id FROM device_groups ORDER BY device_id, group_id"))
    return rows.reduce(into: [:]) { $0[$1["device_id"], default: []].append($1["group_id"]) }
  }
}
