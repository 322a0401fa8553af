import Foundation
import GRDB
public import LockstepCore

extension ReadTransaction {
  /// How many changes above a cursor are looked at for a list.
  private static let window = 50

  /// In the order of their numbers.
  ///
  /// - Parameters:
  ///   - registered: nil for both, registered and waiting.
  ///   - only: one device.
  public func deviceRows(
    registered: Bool? = nil, only device: DeviceID? = nil, cursors: LiveCursors = LiveCursors()
  ) throws -> [DeviceRow] {
    let groups = try groupNamesOfDevices(only: device)
    let (scope, head) = (try mode().scope, try head())
    var counted: [PendingKey: CappedCount] = [:]
    return try Row.fetchAll(
      db,
      sql: """
        SELECT devices.*,
          (SELECT COUNT(*) FROM attention WHERE device_id = devices.id AND closed_at IS NULL AND kind = 'difference')
            AS differences,
          (SELECT COUNT(*) FROM attention WHERE device_id = devices.id AND closed_at IS NULL AND kind <> 'difference')
            AS exceptions,
          EXISTS (SELECT 1 FROM waiting_pulls WHERE device_id = devices.id AND is_held = 0)
            OR EXISTS (SELECT 1 FROM tasks WHERE device_id = devices.id)
            OR EXISTS (SELECT 1 FROM gaps WHERE device_id = devices.id) AS busy
        FROM devices WHERE (?1 IS NULL OR is_registered = ?1) AND (?2 IS NULL OR devices.id = ?2) ORDER BY devices.id
        """,
      arguments: [registered, device?.number]
    ).compactMap { row in
      guard let id = DeviceID(row["id"] as UInt32) else { return nil }
      let cursor = cursors.cursor(of: id, session: row["session"], saved: row["cursor"])
      var pending = CappedCount(0)
      if row["is_registered"], cursor < head {
        let key = PendingKey(row, id, cursor, scope, groups[id] ?? [])
        pending = try counted[key] ?? self.pending(of: id, cursor, row["line"], scope, upTo: Self.window)
        counted[key] = pending
      }
      return DeviceRow(row, id, groups[id] ?? [], cursor, pending)
    }
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func deviceRow(_ id: DeviceID, cursors: LiveCursors = LiveCursors()) throws -> DeviceRow {
    guard let row = try deviceRows(only: id, cursors: cursors).first else { throw StoreError.unknown("device \(id)") }
    return row
  }

  private func groupNamesOfDevices(only device: DeviceID?) throws -> [DeviceID: [String]] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT device_id, name FROM device_groups JOIN access_groups ON access_groups.id = group_id
        WHERE ?1 IS NULL OR device_id = ?1 ORDER BY name
        """,
      arguments: [device?.number]
    ).reduce(into: [:]) { groups, row in
      if let id = DeviceID(row["device_id"] as UInt32) { groups[id, default: []].append(row["name"]) }
    }
  }

  /// What decides about the changes that wait for a device: most devices share it with others, so that hundreds of them
  /// cost a few counts.
  private struct PendingKey: Hashable {
    let cursor: Revision
    let line: Revision?
    let groups: [String]
    /// The device itself where it has entries of its own.
    let device: DeviceID?

    init(
      _ row: Row, _ id: DeviceID, _ cursor: Revision, _ scope: SynchronizationMode.Scope, _ groups: [String]
    ) {
      self.cursor = cursor
      line = scope == .none ? nil : row["line"]
      self.groups = scope == .accessGroups ? groups : []
      device = scope == .none || row["exceptions"] == 0 ? nil : id
    }
  }

  /// Of the next changes above the cursor, those that concern the device.
  private func pending(
    of device: DeviceID, _ cursor: Revision, _ line: Revision?, _ scope: SynchronizationMode.Scope, upTo most: Int
  ) throws -> CappedCount {
    let condition =
      scope == .none
      ? "1" : "\(Self.scope(scope, device)) AND \(Self.isFree(device)) AND \(fits(line, scope, device))"
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT count(*) AS seen, total(\(condition)) AS pending
        FROM (SELECT * FROM users WHERE revision > ?1 ORDER BY revision LIMIT \(most)) AS users
        """,
      arguments: [cursor])
    let gone = try Int.fetchOne(
      db,
      sql: """
        SELECT count(*) FROM (SELECT 1 FROM tombstones WHERE revision > ?1 AND NOT EXISTS (
          SELECT 1 FROM users WHERE users.id = tombstones.user_id AND \(condition)) LIMIT \(most))
        """,
      arguments: [cursor])
    let left =
      scope == .accessGroups
      ? try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM (SELECT DISTINCT user_id FROM leavings JOIN device_groups USING (group_id)
            WHERE leavings.revision > ?1 AND device_groups.device_id = \(device.number)
              AND NOT EXISTS (SELECT 1 FROM users
                WHERE users.id = leavings.user_id AND \(Self.scope(scope, device))) LIMIT \(most))
          """,
        arguments: [cursor]) : 0
    let users = Int((row?["pending"] as Double?) ?? 0)
    return CappedCount(users + (gone ?? 0) + (left ?? 0), isMore: row?["seen"] as Int? ?? 0 >= most)
  }

  /// How many users the cursor has not passed: what is left of a first fill.
  public func userCount(above cursor: Revision) throws -> Int {
    try Int.fetchOne(db, sql: "SELECT count(*) FROM users WHERE revision > ?", arguments: [cursor]) ?? 0
  }

  /// The group that users who are enrolled at a device get.
  public func enrolmentGroup(of device: DeviceID) throws -> String? {
    try String.fetchOne(
      db,
      sql:
        "SELECT access_groups.name FROM access_groups JOIN devices ON enrolment_group = access_groups.id WHERE devices.id = ?",
      arguments: [device.number])
  }

  public func waitingDeviceCount() throws -> Int {
    try Int.fetchOne(db, sql: "SELECT count(*) FROM devices WHERE is_registered = 0") ?? 0
  }

  /// How many registered devices have each of some users in their scope; all of them for who is gone, and while there is
  /// no scope.
  public func deviceCounts(inScopeOf users: Set<String>) throws -> [String: Int] {
    let all = try Int.fetchOne(db, sql: "SELECT count(*) FROM devices WHERE is_registered = 1") ?? 0
    var counts = users.reduce(into: [String: Int]()) { $0[$1] = all }
    guard try mode().scope == .accessGroups, !users.isEmpty else { return counts }
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT users.id, (
          SELECT count(DISTINCT device_id) FROM user_groups JOIN device_groups USING (group_id)
          JOIN devices ON devices.id = device_id AND is_registered = 1 WHERE user_groups.user_id = users.id) AS devices
        FROM users WHERE users.id IN (\(users.map { _ in "?" }.joined(separator: ", ")))
        """,
      arguments: StatementArguments(users.sorted()))
    for row in rows { counts[row["id"]] = row["devices"] }
    return counts
  }

  /// Names of registered devices by number, for lists that name them.
  public func deviceNames() throws -> [UInt32: String] {
    try Row.fetchAll(db, sql: "SELECT id, name FROM devices WHERE is_registered = 1")
      .reduce(into: [:]) { $0[$1["id"]] = $1["name"] }
  }
}

extension DeviceRow {
  fileprivate init(_ row: Row, _ id: DeviceID, _ groups: [String], _ cursor: Revision, _ pending: CappedCount) {
    let equalAt = row["equal_at"] as Int64?
    self.init(
      id: id, name: row["name"], place: row["place"], accessGroups: groups, isRegistered: row["is_registered"],
      publicKey: Array(row["public_key"] as Data), candidateKey: (row["candidate_key"] as Data?).map(Array.init),
      hold: (row["hold"] as String?).flatMap(Hold.init(rawValue:)), holdReason: row["hold_reason"],
      reconcile: row["reconcile"], model: row["model"], firmware: row["firmware"], cursor: cursor,
      userCount: row["user_count"], userCapacity: row["user_capacity"], clockSkew: row["clock_skew"],
      firstSeen: row["first_seen"], lastSeen: row["last_seen"],
      equalAt: equalAt.flatMap { $0 > 0 ? $0 : nil }, openDifferences: row["differences"],
      exceptions: row["exceptions"], pending: pending, isBusy: row["busy"], version: row["version"])
  }
}
