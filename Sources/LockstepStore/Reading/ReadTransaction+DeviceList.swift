import Foundation
import GRDB
public import LockstepCore

extension ReadTransaction {
  /// In the order of their numbers.
  ///
  /// - Parameters:
  ///   - registered: nil for both, registered and waiting.
  ///   - after: only devices with a higher number.
  ///   - window: how many changes above a device's cursor are looked at; nil counts all that wait for it.
  public func devices(
    registered: Bool? = nil, after: UInt32 = 0, limit: Int = .max, lookingAt window: Int? = nil,
    cursors: LiveCursors = LiveCursors()
  ) throws -> [StoredDevice] {
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          \(Self.devicesWithCounts) WHERE devices.id > ? AND (?2 IS NULL OR is_registered = ?2)
          ORDER BY devices.id LIMIT ?
          """),
      arguments: [after, registered, limit])
    return try storedDevices(rows, groups: groupNamesOfDevices(), window, cursors)
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func device(
    _ id: DeviceID, lookingAt window: Int? = nil, cursors: LiveCursors = LiveCursors()
  ) throws -> StoredDevice {
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: "\(Self.devicesWithCounts) WHERE devices.id = ?"), arguments: [id.number])
    let groups = try groupNamesOfDevices(only: id)
    guard let device = try storedDevices(rows, groups: groups, window, cursors).first else {
      throw StoreError.unknown("device \(id)")
    }
    return device
  }

  /// Read by their places: a page of hundreds of devices takes twice as long by their names.
  private static let devicesWithCounts = """
    SELECT id, version, name, place, (SELECT name FROM access_groups WHERE access_groups.id = enrolment_group),
      is_registered, public_key, candidate_key, hold, hold_reason, reconcile, model, firmware, epoch, log_mark, session,
      cursor, line, user_count, user_capacity, clock_skew, first_seen, last_seen, equal_at,
      (SELECT COUNT(*) FROM attention WHERE device_id = devices.id AND closed_at IS NULL AND kind = 'difference'),
      (SELECT COUNT(*) FROM attention WHERE device_id = devices.id AND closed_at IS NULL AND kind <> 'difference'),
      reconcile IS NOT NULL OR EXISTS (SELECT 1 FROM waiting_pulls WHERE device_id = devices.id AND is_held = 0)
        OR EXISTS (SELECT 1 FROM tasks WHERE device_id = devices.id)
        OR EXISTS (SELECT 1 FROM gaps WHERE device_id = devices.id)
    FROM devices
    """

  private func groupNamesOfDevices(only device: DeviceID? = nil) throws -> [DeviceID: [String]] {
    try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT device_id, name FROM device_groups JOIN access_groups ON access_groups.id = group_id
          WHERE ?1 IS NULL OR device_id = ?1 ORDER BY name
          """),
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
      let exceptions: Int = row[25]
      self.cursor = cursor
      line = scope == .none ? nil : row[17]
      self.groups = scope == .accessGroups ? groups : []
      device = scope == .none || exceptions == 0 ? nil : id
    }
  }

  private func storedDevices(
    _ rows: [Row], groups: [DeviceID: [String]], _ window: Int?, _ cursors: LiveCursors
  ) throws -> [StoredDevice] {
    let (scope, head) = (try mode().scope, try head())
    var counted: [PendingKey: CappedCount] = [:]
    return try rows.compactMap { row in
      guard let id = DeviceID(row[0] as UInt32) else { return nil }
      let cursor = cursors.cursor(of: id, session: row[15], saved: row[16])
      var pending = CappedCount(0)
      if row[5], cursor < head {
        let key = PendingKey(row, id, cursor, scope, groups[id] ?? [])
        pending = try counted[key] ?? self.pending(of: id, cursor: cursor, line: row[17], lookingAt: window)
        counted[key] = pending
      }
      return StoredDevice(row, id, groups[id] ?? [], cursor, pending)
    }
  }
}

extension StoredDevice {
  fileprivate init(_ row: Row, _ id: DeviceID, _ groups: [String], _ cursor: Revision, _ pending: CappedCount) {
    self.init(
      id: id, version: row[1], name: row[2], place: row[3], accessGroups: groups, enrolmentGroup: row[4],
      isRegistered: row[5], publicKey: Array(row[6] as Data), candidateKey: (row[7] as Data?).map(Array.init),
      hold: (row[8] as String?).flatMap(Hold.init(rawValue:)), holdReason: row[9], reconcile: row[10], model: row[11],
      firmware: row[12], epoch: Epoch(stored: row[13]), logMark: row[14], cursor: cursor, userCount: row[18],
      userCapacity: row[19], clockSkew: row[20], firstSeen: row[21], lastSeen: row[22],
      equalAt: (row[23] as Int64?).flatMap { $0 > 0 ? $0 : nil }, openDifferences: row[24], exceptions: row[25],
      pending: pending, isBusy: row[26])
  }
}
