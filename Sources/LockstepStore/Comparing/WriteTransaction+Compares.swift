import Foundation
import GRDB
public import LockstepCore

extension WriteTransaction {
  /// Asks for a compare of devices; it is made when it is their turn and they are there (VERIFY-4).
  ///
  /// - Parameter devices: nil for every registered one.
  /// - Returns: of how many.
  /// - Throws: ``StoreError/unknown(_:)`` for one that is not registered.
  @discardableResult
  public func askCompares(_ devices: [DeviceID]?, isDeep: Bool, _ cause: CompareCause, at now: Int64) throws -> Int {
    let devices = try devices ?? reading.registeredDevices()
    for device in devices {
      guard let row = try deviceRow(device), row["is_registered"] as Bool else {
        throw StoreError.unknown("registered device \(device)")
      }
      // One that people wait for stays theirs, and mends nothing by itself.
      try db.executeCached(
        sql: """
          INSERT INTO compares (device_id, state, cause, is_deep, asked_at) VALUES (?1, 'asked', ?2, ?3, ?4)
          ON CONFLICT DO UPDATE SET is_deep = max(?3, is_deep AND state IN ('asked', 'due')),
            cause = iif(cause = 'by-hand' AND state IN ('asked', 'due'), cause, ?2),
            asked_at = iif(state IN ('asked', 'due'), asked_at, ?4), state = iif(state = 'due', 'due', 'asked')
          """,
        arguments: [device.number, cause.rawValue, isDeep, now])
    }
    return devices.count
  }

  /// Begins compares that were asked for, so that not too many are made at a time.
  ///
  /// - Parameter most: how many may be under way.
  /// - Returns: the devices whose turn it is now.
  public func beginCompares(online: Set<DeviceID>, most: Int) throws -> [DeviceID] {
    let open = try Row.fetchAll(
      db.cachedStatement(
        sql: "SELECT device_id, state FROM compares WHERE state IN ('asked', 'due') ORDER BY asked_at, device_id")
    ).compactMap { row in DeviceID(row["device_id"] as UInt32).map { (device: $0, isDue: row["state"] == "due") } }
      .filter { online.contains($0.device) }
    let free = max(0, most - open.count { $0.isDue })
    let next = open.filter { !$0.isDue }.prefix(free).map(\.device)
    for device in next {
      try db.executeCached(sql: "UPDATE compares SET state = 'due' WHERE device_id = ?", arguments: [device.number])
    }
    return next
  }

  /// Keeps what a compare has found. One that was made by itself mends stale and missing users (VERIFY-4).
  public func keep(_ compared: Compared, isDeep: Bool, session: SessionKey, at now: Int64) throws {
    let device = try current(session)
    let isHeld = device["hold"] as String? != nil
    let cause = try dueCause(session.device, isDeep: isDeep)
    var repaired = 0
    if cause?.repairs == true, !isHeld, try reading.behind() == nil, try reading.mode().scope != .none {
      // One transaction is to be short: what is more than that is mended after the next compare.
      for found in compared.users where found.finding.isMendedByItself && repaired < Self.mostMended {
        try addTask(.write, found.user, on: session.device, unlessThere: true)
        repaired += 1
      }
    }
    // A compare that is still asked for another reason says when it is equal.
    if device["reconcile"] as String? == nil {
      try db.executeCached(
        sql: "UPDATE devices SET equal_at = ? WHERE id = ?",
        arguments: [compared.isEqual ? now : nil, session.device.number])
    }
    if !isHeld { try raise(compared, session.device, at: now) }
    try keepResult(of: compared, isDeep: isDeep, repaired: repaired, on: session.device, at: now)
    if let cause, repaired == Self.mostMended {
      try askCompares([session.device], isDeep: false, cause, at: now)
    }
    if cause != nil, !compared.isEqual || cause == .byHand {
      let detail = "\(compared.same) same, \(compared.users.count) not, \(compared.leftOut.count) left out"
      try addEvent(.compared, device: session.device, detail: detail, at: now)
    }
  }

  /// Nil when this compare was not asked for here: somebody looked.
  private func dueCause(_ device: DeviceID, isDeep: Bool) throws -> CompareCause? {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT cause, is_deep FROM compares WHERE device_id = ? AND state = 'due'"),
      arguments: [device.number])
    guard let row, isDeep || !(row["is_deep"] as Bool) else { return nil }
    return CompareCause(rawValue: row["cause"])
  }

  /// Opens entries for what is an alarm, and closes those that are over.
  private func raise(_ compared: Compared, _ device: DeviceID, at now: Int64) throws {
    let altered = compared.users.filter { $0.finding == .altered }
    for found in altered.prefix(Self.mostAlarms) {
      try open(
        .altered, user: found.user, device: device, reason: "other content than was written, without an edit", at: now)
    }
    if compared.hasWrongDigests {
      try open(
        .wrongDigests, device: device, reason: "its digests are not those of the users that it holds", at: now)
    } else if compared.readBack > 0 {
      try close([.wrongDigests], device: device, outcome: "its digests are right", at: now)
    }
    let still = Set(altered.map(\.user.text)).union(compared.leftOut.keys.map(\.text))
    let open = try String.fetchAll(
      db.cachedStatement(
        sql: "SELECT user_id FROM attention WHERE device_id = ? AND kind = 'altered' AND closed_at IS NULL"),
      arguments: [device.number])
    for user in open where !still.contains(user) {
      try close([.altered], user: try UserID(user), device: device, outcome: "no longer found", at: now)
    }
  }

  /// Of one device; more of them say nothing more.
  private static let mostAlarms = 1000
  private static let mostMended = 5000
  /// So many users are kept by name; the counts are of all.
  public static let mostFindings = 10_000

  func keepResult(of compared: Compared, isDeep: Bool, repaired: Int, on device: DeviceID, at now: Int64) throws {
    try db.executeCached(sql: "DELETE FROM findings WHERE device_id = ?", arguments: [device.number])
    let isReconcile = repaired > 0 && repaired == compared.users.count
    let rest = compared.users.filter { !isReconcile && !(repaired > 0 && $0.finding.isMendedByItself) }
    for found in rest.prefix(Self.mostFindings) {
      try db.executeCached(
        sql: "INSERT OR REPLACE INTO findings (device_id, user_id, finding) VALUES (?, ?, ?)",
        arguments: [device.number, found.user.text, found.finding.rawValue])
    }
    let counts = Dictionary(rest.map { ($0.finding.rawValue, 1) }, uniquingKeysWith: +)
    try db.executeCached(
      sql: """
        INSERT INTO compares (device_id, state, cause, is_deep, asked_at, ended_at, was_deep, deep_at, failure, same,
          left_out, counts, repaired, read_back, has_wrong_digests)
        VALUES (?1, 'done', 'by-hand', ?2, ?3, ?3, ?2, iif(?2, ?3, NULL), '', ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT DO UPDATE SET state = iif(state = 'asked' OR (state = 'due' AND is_deep AND NOT ?2), state, 'done'),
          ended_at = ?3, was_deep = ?2, deep_at = iif(?2, ?3, deep_at), failure = '', same = ?4, left_out = ?5,
          counts = ?6, repaired = ?7, read_back = ?8, has_wrong_digests = ?9
        """,
      arguments: [
        device.number, isDeep, now, compared.same, compared.leftOut.count, try JSON.text(counts), repaired,
        compared.readBack, compared.hasWrongDigests,
      ])
  }

  /// A compare could not be made.
  public func failCompare(reason: String, session: SessionKey, at now: Int64) throws {
    try current(session)
    try db.executeCached(
      sql: "UPDATE compares SET state = 'failed', ended_at = ?, failure = ? WHERE device_id = ? AND state = 'due'",
      arguments: [now, reason, session.device.number])
  }
}

extension Comparison.Finding {
  /// The server's content is newer or lacking there, and nothing of the device's is lost by sending it.
  public var isMendedByItself: Bool { self == .stale || self == .missing }
}
