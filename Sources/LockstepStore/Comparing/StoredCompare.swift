import Foundation
import GRDB
public import LockstepCore

/// The last compare of a device, and the next one.
public struct StoredCompare: Hashable, Sendable {
  public enum State: String, Sendable, CaseIterable {
    /// There was none yet.
    case never
    /// It waits for its turn, or for the device.
    case asked
    /// It is being made.
    case due
    case done
    case failed
  }

  public let device: DeviceID
  public let name: String
  public let state: State
  public let cause: CompareCause?
  /// Of the last one that came to an end, Unix milliseconds.
  public let endedAt: Int64?
  public let wasDeep: Bool
  public let failure: String
  public let same: Int
  public let leftOut: Int
  /// How many users were found, by finding; what was mended by itself is not among them.
  public let counts: [Comparison.Finding: Int]
  /// How many were mended by itself, or worked off.
  public let repaired: Int
  public let readBack: Int
  public let hasWrongDigests: Bool

  /// Nil before the first one. What was mended by itself is on its way, and is proven by the next.
  public var isEqual: Bool? {
    endedAt == nil ? nil : counts.values.allSatisfy { $0 == 0 } && repaired == 0 && !hasWrongDigests && failure.isEmpty
  }

  init?(row: Row) throws {
    guard let device = DeviceID(row["id"] as UInt32) else { return nil }
    self.device = device
    name = row["name"]
    state = (row["state"] as String?).flatMap(State.init(rawValue:)) ?? .never
    cause = (row["cause"] as String?).flatMap(CompareCause.init(rawValue:))
    endedAt = row["ended_at"]
    wasDeep = row["was_deep"] as Bool? ?? false
    failure = row["failure"] as String? ?? ""
    same = row["same"] as Int? ?? 0
    leftOut = row["left_out"] as Int? ?? 0
    let words = try JSON.value([String: Int].self, row["counts"] as String? ?? "{}")
    counts = Dictionary(
      words.compactMap { word, count in Comparison.Finding(rawValue: word).map { ($0, count) } }
    ) { $1 }
    repaired = row["repaired"] as Int? ?? 0
    readBack = row["read_back"] as Int? ?? 0
    hasWrongDigests = row["has_wrong_digests"] as Bool? ?? false
  }
}

extension ReadTransaction {
  /// Of all registered devices, in the order of their numbers.
  public func compares(after: UInt32 = 0, limit: Int = .max) throws -> [StoredCompare] {
    try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT devices.id, devices.name, compares.* FROM devices LEFT JOIN compares ON compares.device_id = devices.id
          WHERE is_registered = 1 AND devices.id > ? ORDER BY devices.id LIMIT ?
          """),
      arguments: [after, limit]
    ).compactMap(StoredCompare.init(row:))
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func compare(of device: DeviceID) throws -> StoredCompare {
    let found = try compares(after: device.number - 1, limit: 1).first
    guard let found, found.device == device else { throw StoreError.unknown("registered device \(device)") }
    return found
  }

  /// What the last compare of a device found, by user; at most ``WriteTransaction/mostFindings``.
  public func findings(of device: DeviceID, limit: Int = .max) throws -> [ComparedUser] {
    try Row.fetchAll(
      db.cachedStatement(sql: "SELECT user_id, finding FROM findings WHERE device_id = ? ORDER BY user_id LIMIT ?"),
      arguments: [device.number, limit]
    ).compactMap { row in
      guard let finding = Comparison.Finding(rawValue: row["finding"]) else { return nil }
      return ComparedUser(user: try UserID(row["user_id"] as String), finding: finding)
    }
  }

  /// When devices are compared by themselves; nil for never.
  public func compareSchedule() throws -> CompareSchedule? {
    guard let hour = Int(try setting(.compareHour)) else { return nil }
    return CompareSchedule(hour: hour, timeZone: TimeZone(identifier: try setting(.timeZone)) ?? .gmt)
  }

  /// The devices whose turn by the schedule has come since their last compare, and which of them are to be compared
  /// deeply: once a week.
  public func scheduledCompares(at now: Int64) throws -> [(device: DeviceID, isDeep: Bool)] {
    guard try mode().scope != .none, let schedule = try compareSchedule() else { return [] }
    let lastTurn = schedule.lastTurns(at: now)
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT id, max(first_seen, ifnull(ended_at, 0)), ifnull(deep_at, 0) FROM devices
          LEFT JOIN compares ON device_id = id
          WHERE is_registered = 1 AND hold IS NULL AND ifnull(state, '') NOT IN ('asked', 'due') ORDER BY id
          """))
    var due: [(device: DeviceID, isDeep: Bool)] = []
    while let row = try rows.next() {
      guard let device = DeviceID(row[0] as UInt32), lastTurn(device) > row[1] else { continue }
      due.append((device, now - row[2] > Self.deepPause))
    }
    return due
  }

  /// A little less than a week, so that it is the same night.
  private static let deepPause: Int64 = 6 * 86_400_000 + 43_200_000

  /// Whether a compare waits for its turn on a device that is there.
  public func hasAskedCompares(online: Set<DeviceID>) throws -> Bool {
    try UInt32.fetchAll(db.cachedStatement(sql: "SELECT device_id FROM compares WHERE state = 'asked'"))
      .contains { DeviceID($0).map(online.contains) ?? false }
  }
}
