import Foundation
import GRDB
public import LockstepCore

extension WriteTransaction {
  /// Registers a waiting device (SEC-1, SEC-6). One that comes with users on it is on hold until the operator chooses,
  /// unless chosen here; an empty one starts at once.
  ///
  /// - Parameter replacement: the device is registered with another key; the new one takes over name, groups and content.
  public func register(
    _ device: DeviceID, content: ContentChoice? = nil, replacement: Bool = false, at now: Int64
  ) throws {
    guard let row = try deviceRow(device) else { throw StoreError.unknown("device \(device)") }
    let isRegistered: Bool = row["is_registered"]
    guard isRegistered == replacement, !replacement || row["candidate_key"] as Data? != nil else {
      throw StoreError.notPossible(
        isRegistered
          ? "device \(device) is registered; only one that came back with another key is registered as replacement"
          : "device \(device) is not registered yet, so nothing is replaced")
    }
    if replacement {
      try replace(device, at: now)
    } else {
      try db.executeCached(
        sql: "UPDATE devices SET is_registered = 1, history = last_log WHERE id = ?", arguments: [device.number])
      try goOnWithLog(of: device)
    }
    try beginContent(device, users: replacement ? 0 : row["user_count"], content, at: now)
    try addEvent(.registered, device: device, at: now)
  }

  /// The new key takes over name and groups. A session of the old one is no longer current.
  private func replace(_ device: DeviceID, at now: Int64) throws {
    try endLog(of: device)
    try db.executeCached(
      sql: """
        UPDATE devices SET public_key = candidate_key, candidate_key = NULL, hold = NULL, hold_reason = '', cursor = 0,
          line = NULL, log_mark = 0, history = 0, fork = fork + 1, reconcile = NULL, session = session + 1 WHERE id = ?
        """, arguments: [device.number])
    let kinds = AttentionKind.allCases.filter { $0 != .editedAfterDeletion && $0 != .serverBehind }
    try close(kinds, device: device, outcome: "replaced", at: now)
    try dropTasks(on: device, reason: "the device was replaced")
    for table in ["waiting_pulls", "gaps", "enrolled_again"] {
      try db.executeCached(sql: "DELETE FROM \(table) WHERE device_id = ?", arguments: [device.number])
    }
  }

  /// Without a choice it counts what the device says of itself when its first session begins.
  private func beginContent(_ device: DeviceID, users: Int, _ content: ContentChoice?, at now: Int64) throws {
    switch content {
    case .takeOver: try requestReconcile(device, Self.takeOver)
    case .replace: try requestReconcile(device, Self.replace)
    case .resume, nil:
      guard users > 0 else { return try requestReconcile(device, Self.firstContact) }
      try hold(device, .firstContact, "it came with \(users) users on it", at: now)
    }
  }

  /// The first session of a newly registered device (SEC-6): with users on it, it waits for the operator's choice; empty
  /// it starts at once. In either case its log up to here is history and causes nothing.
  func meet(_ facts: DeviceFacts, at now: Int64) throws {
    try db.executeCached(
      sql: "UPDATE devices SET reconcile = NULL, history = max(history, ?) WHERE id = ?",
      arguments: [facts.lastLog, facts.device.number])
    guard facts.userCount > 0 else { return }
    try hold(facts.device, .firstContact, "it came with \(facts.userCount) users on it", at: now)
  }

  /// The operator's choice for a device on hold (SEC-6, LOG-4, SEND-7).
  public func choose(_ choice: ContentChoice, for device: DeviceID, at now: Int64) throws {
    guard let row = try deviceRow(device) else { throw StoreError.unknown("device \(device)") }
    guard let hold = (row["hold"] as String?).flatMap(Hold.init(rawValue:)) else {
      throw StoreError.notPossible("device \(device) is not on hold")
    }
    guard choice != .resume || hold == .suspended || hold == .stopped else {
      throw StoreError.notPossible("a device with unknown content needs take-over or replace")
    }
    try db.executeCached(
      sql: "UPDATE devices SET hold = NULL, hold_reason = '', reconcile = NULL WHERE id = ?", arguments: [device.number]
    )
    switch choice {
    case .takeOver: try requestReconcile(device, Self.takeOver)
    case .replace: try requestReconcile(device, Self.replace)
    case .resume: try requestReconcile(device, "resumed")
    }
    let holds = [Hold.firstContact, .unknownContent, .suspended, .stopped]
    try close(holds.map { AttentionKind($0) }, device: device, outcome: choice.rawValue, at: now)
    try addEvent(.released, device: device, detail: choice.rawValue, at: now)
  }

  static let takeOver = ContentChoice.takeOver.rawValue
  static let replace = ContentChoice.replace.rawValue
  /// Stands until the first session of a device that was registered without a choice.
  static let firstContact = Hold.firstContact.rawValue

  /// The device's content is compared with its target, and the difference is worked off (MODE-5, LOG-3, LOG-4, SEC-6).
  /// An operator's choice is not overwritten by a lesser reason, nor is the first contact, but by a choice. A compare that
  /// is under way has begun with the older target: `equal_at` becomes null, and it is done again. Copies that were made by
  /// hand before are part of the difference; those that are made from here on are not. While the mode is *Not Used* nobody
  /// is removed, and what is known of copies stays.
  func requestReconcile(_ device: DeviceID, _ reason: String) throws {
    if try reading.mode().scope != .none { try forgetCopy(on: device) }
    try db.executeCached(
      sql: """
        UPDATE devices SET equal_at = NULL,
          reconcile = CASE WHEN reconcile IN ('take-over', 'replace') THEN reconcile
            WHEN reconcile = ? AND NOT ? THEN reconcile ELSE ? END
        WHERE id = ? AND is_registered = 1
        """,
      arguments: [Self.firstContact, ContentChoice(rawValue: reason) != nil, reason, device.number])
  }

  /// Removes a device; what it holds stays on it unless it was emptied first.
  public func removeDevice(_ device: DeviceID, at now: Int64) throws {
    guard try deviceRow(device) != nil else { throw StoreError.unknown("device \(device)") }
    try db.executeCached(
      sql:
        "UPDATE attention SET closed_at = ?, outcome = 'the device was removed' WHERE device_id = ? AND closed_at IS NULL",
      arguments: [now, device.number])
    try dropTasks(on: device, reason: "the device was removed")
    try endLog(of: device)
    try db.executeCached(sql: "DELETE FROM devices WHERE id = ?", arguments: [device.number])
    try addEvent(.removed, device: device, at: now)
  }

  /// Name, place, groups and enrolment group of a device; nil leaves as it is.
  ///
  /// - Parameter version: the version that the caller saw; nil for any.
  /// - Throws: ``LimitError``, ``StoreError/changedSince(_:)``, ``StoreError/confirmationNeeded(_:)`` when groups would remove many (MODE-4).
  public func changeDevice(
    _ device: DeviceID, name: String? = nil, place: String? = nil, accessGroups: [AccessGroupID]? = nil,
    enrolmentGroup: AccessGroupID?? = nil, version: Int64? = nil, confirm: String? = nil
  ) throws {
    let current = try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT version FROM devices WHERE id = ?"), arguments: [device.number])
    guard let current else { throw StoreError.unknown("device \(device)") }
    guard version == nil || version == current else {
      throw StoreError.changedSince("the device was changed meanwhile: version \(current)")
    }
    try db.executeCached(sql: "UPDATE devices SET version = version + 1 WHERE id = ?", arguments: [device.number])
    if let name {
      try db.executeCached(
        sql: "UPDATE devices SET name = ? WHERE id = ?",
        arguments: [try Text.title(name, field: "device name"), device.number])
    }
    if let place {
      let text = try Text.trimmed(place, field: "place", characters: 100, bytes: 400)
      try db.executeCached(sql: "UPDATE devices SET place = ? WHERE id = ?", arguments: [text, device.number])
    }
    if let enrolmentGroup {
      try refuseUnknownGroups(enrolmentGroup.map { [$0] } ?? [])
      try db.executeCached(
        sql: "UPDATE devices SET enrolment_group = ? WHERE id = ?", arguments: [enrolmentGroup, device.number])
    }
    if let accessGroups { try setGroups(accessGroups, of: device, confirm: confirm) }
  }

  private func setGroups(_ groups: [AccessGroupID], of device: DeviceID, confirm: String?) throws {
    try refuseUnknownGroups(groups)
    let earlier = try Set(
      AccessGroupID.fetchAll(
        db.cachedStatement(sql: "SELECT group_id FROM device_groups WHERE device_id = ?"), arguments: [device.number]))
    guard earlier != Set(groups) else { return }
    try guardingRemovals(confirm: confirm) {
      try db.executeCached(sql: "DELETE FROM device_groups WHERE device_id = ?", arguments: [device.number])
      for group in Set(groups).sorted() {
        try db.executeCached(
          sql: "INSERT INTO device_groups (device_id, group_id) VALUES (?, ?)", arguments: [device.number, group])
      }
    }
    if try reading.mode().scope == .accessGroups { try requestReconcile(device, "access groups") }
  }
}

extension ReadTransaction {
  public func registeredDevices() throws -> [DeviceID] {
    try UInt32.fetchAll(db.cachedStatement(sql: "SELECT id FROM devices WHERE is_registered = 1 ORDER BY id"))
      .compactMap {
        DeviceID($0)
      }
  }
}
