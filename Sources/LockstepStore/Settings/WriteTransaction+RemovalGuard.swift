import GRDB
import LockstepCore

extension WriteTransaction {
  /// Makes a change of scope, and refuses it if it would remove more than max(10, 5 %) of a device's users without the
  /// code that stands for exactly this set (MODE-4).
  ///
  /// While the mode is *Not Used* nobody knows what a device still holds, so that every user counts as being there.
  func guardingRemovals(confirm: String?, _ change: () throws -> Void) throws {
    let before = try reading.mode().scope
    try db.execute(sql: "DROP TABLE IF EXISTS temp.scope_before")
    if before == .accessGroups {
      try db.execute(sql: "CREATE TEMP TABLE scope_before AS \(Self.pairs)")
    }
    defer { try? db.execute(sql: "DROP TABLE IF EXISTS temp.scope_before") }
    try change()
    guard try reading.mode().scope == .accessGroups else { return }
    let earlier = before == .accessGroups ? "temp.scope_before" : "(\(Self.everybody(before)))"
    let removed = try Row.fetchAll(
      db,
      sql: """
        SELECT device_id, user_id FROM \(earlier) AS earlier
        WHERE NOT EXISTS (
          SELECT 1 FROM user_groups JOIN device_groups USING (group_id)
          WHERE user_groups.user_id = earlier.user_id AND device_groups.device_id = earlier.device_id)
        AND EXISTS (SELECT 1 FROM users WHERE users.id = earlier.user_id)
        ORDER BY device_id, user_id
        """)
    let counts = try Row.fetchAll(db, sql: "SELECT device_id, COUNT(*) AS users FROM \(earlier) GROUP BY device_id")
      .reduce(into: [UInt32: Int]()) { $0[$1["device_id"]] = $1["users"] }
    try refuse(removed, outOf: counts, confirm: confirm)
  }

  private func refuse(_ removed: [Row], outOf counts: [UInt32: Int], confirm: String?) throws {
    var users: [UInt32: [String]] = [:]
    for row in removed { users[row["device_id"], default: []].append(row["user_id"]) }
    guard users.contains(where: { $1.count > max(10, (counts[$0] ?? 0) / 20) }) else { return }
    let list = users.keys.sorted().map { "\($0):" + (users[$0] ?? []).joined(separator: ",") }
    let hash = String(store.digest.of(Array(list.joined(separator: ";").utf8)), radix: 16)
    let code = String(hash.suffix(12))
    guard confirm != code else { return }
    let devices = users.keys.sorted().compactMap { number -> RemovalPreview.Device? in
      guard let device = DeviceID(number), let ids = users[number] else { return nil }
      return RemovalPreview.Device(
        device: device, count: ids.count, users: ids.prefix(20).compactMap { try? UserID($0) })
    }
    throw StoreError.confirmationNeeded(RemovalPreview(devices: devices, code: code))
  }

  private static let pairs = """
    SELECT DISTINCT device_groups.device_id AS device_id, user_groups.user_id AS user_id
    FROM device_groups JOIN user_groups USING (group_id)
    JOIN devices ON devices.id = device_groups.device_id WHERE devices.is_registered = 1
    """

  /// A device's own count is as old as its last hello, so one that was sent anything counts too.
  private static func everybody(_ scope: SynchronizationMode.Scope) -> String {
    """
    SELECT devices.id AS device_id, users.id AS user_id FROM devices, users WHERE devices.is_registered = 1
      \(scope == .all ? "" : "AND (devices.user_count > 0 OR devices.cursor > 0)")
    """
  }
}
