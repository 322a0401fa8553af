import Foundation
import GRDB
public import LockstepCore

extension ReadTransaction {
  /// In the order of their numbers.
  ///
  /// - Parameter registered: nil for both, registered and waiting.
  public func devices(
    registered: Bool? = nil, after: UInt32 = 0, limit: Int, cursors: LiveCursors = LiveCursors()
  ) throws -> [StoredDevice] {
    try Row.fetchAll(
      db,
      sql: """
        \(Self.devicesWithCounts) WHERE devices.id > ? AND (? IS NULL OR is_registered = ?)
        ORDER BY devices.id LIMIT ?
        """,
      arguments: [after, registered, registered, limit]
    ).compactMap { try storedDevice($0, cursors) }
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func device(_ id: DeviceID, cursors: LiveCursors = LiveCursors()) throws -> StoredDevice {
    let row = try Row.fetchOne(db, sql: "\(Self.devicesWithCounts) WHERE devices.id = ?", arguments: [id.number])
    guard let device = try row.flatMap({ try storedDevice($0, cursors) }) else {
      throw StoreError.unknown("device \(id)")
    }
    return device
  }

  private static let devicesWithCounts = """
    SELECT devices.*,
      (SELECT name FROM access_groups WHERE access_groups.id = enrolment_group) AS enrolment_name,
      (SELECT COUNT(*) FROM attention WHERE device_id = devices.id AND closed_at IS NULL AND kind = 'difference')
        AS differences,
      (SELECT COUNT(*) FROM attention WHERE device_id = devices.id AND closed_at IS NULL AND kind <> 'difference')
        AS exceptions,
      reconcile IS NOT NULL OR EXISTS (SELECT 1 FROM waiting_pulls WHERE device_id = devices.id AND is_held = 0)
        OR EXISTS (SELECT 1 FROM tasks WHERE device_id = devices.id)
        OR EXISTS (SELECT 1 FROM gaps WHERE device_id = devices.id) AS busy
    FROM devices
    """

  private func storedDevice(_ row: Row, _ cursors: LiveCursors) throws -> StoredDevice? {
    guard let id = DeviceID(row["id"] as UInt32) else { return nil }
    let groups = try String.fetchAll(
      db,
      sql: """
        SELECT name FROM device_groups JOIN access_groups ON access_groups.id = group_id WHERE device_id = ?
        ORDER BY name
        """,
      arguments: [id.number])
    let isRegistered: Bool = row["is_registered"]
    let cursor = cursors.cursor(of: id, session: row["session"], saved: row["cursor"])
    return StoredDevice(
      id: id, version: row["version"], name: row["name"], place: row["place"], accessGroups: groups,
      enrolmentGroup: row["enrolment_name"], isRegistered: isRegistered, publicKey: Array(row["public_key"] as Data),
      candidateKey: (row["candidate_key"] as Data?).map(Array.init),
      hold: (row["hold"] as String?).flatMap(Hold.init(rawValue:)), holdReason: row["hold_reason"],
      model: row["model"], firmware: row["firmware"], epoch: Epoch(stored: row["epoch"]), logMark: row["log_mark"],
      cursor: cursor, userCount: row["user_count"], userCapacity: row["user_capacity"],
      clockSkew: row["clock_skew"], lastSeen: row["last_seen"], openDifferences: row["differences"],
      exceptions: row["exceptions"],
      pendingChanges: isRegistered ? try pendingChanges(of: id, cursor: cursor, line: row["line"]) : 0,
      isBusy: row["busy"])
  }

  /// What lies above the cursor: users that the device should get, and deletions and leavings that it should follow.
  func pendingChanges(of device: DeviceID, cursor: Revision, line: Revision?) throws -> Int {
    try pending(of: device, cursor: cursor, line: line).reduce(0) { count, rest in
      try count + (Int.fetchOne(db, sql: "SELECT COUNT(*) \(rest)", arguments: [cursor]) ?? 0)
    }
  }

  /// Whether there is any: does not count them all.
  func hasPendingChanges(of device: DeviceID, cursor: Revision, line: Revision?) throws -> Bool {
    try pending(of: device, cursor: cursor, line: line).contains { rest in
      try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 \(rest))", arguments: [cursor]) ?? false
    }
  }

  /// The queries for what lies above a cursor, without their beginning.
  private func pending(of device: DeviceID, cursor: Revision, line: Revision?) throws -> [String] {
    guard try cursor < head() else { return [] }
    let scope = try mode().scope
    let condition =
      scope == .none
      ? "1" : "\(Self.scope(scope, device)) AND \(Self.isFree(device)) AND \(fits(line, scope, device))"
    let users = "FROM users WHERE revision > ? AND \(condition)"
    let deletions = """
      FROM tombstones WHERE revision > ? AND NOT EXISTS (
        SELECT 1 FROM users WHERE users.id = tombstones.user_id AND \(condition))
      """
    let leavings = """
      FROM (SELECT DISTINCT user_id FROM leavings JOIN device_groups USING (group_id)
        WHERE leavings.revision > ? AND device_groups.device_id = \(device.number)) AS gone
      WHERE NOT EXISTS (SELECT 1 FROM users WHERE users.id = gone.user_id AND \(Self.scope(scope, device)))
      """
    return scope == .accessGroups ? [users, deletions, leavings] : [users, deletions]
  }
}
