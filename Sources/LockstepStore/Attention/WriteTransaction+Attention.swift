import Foundation
import GRDB
import LockstepCore

extension WriteTransaction {
  /// Opens an entry, or keeps the one that is open already and brings its reason and value up to date.
  ///
  /// - Returns: whether it is new.
  @discardableResult
  func open(
    _ kind: AttentionKind, user: UserID? = nil, incarnation: Incarnation = 0, device: DeviceID? = nil,
    slot: Slot? = nil, reason: String, value: [UInt8]? = nil, at now: Int64
  ) throws -> Bool {
    let key: StatementArguments = [
      kind.rawValue, user?.text ?? "", Int64(device?.number ?? 0), slot.map(store.key.stored) ?? "",
    ]
    let open = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT id, value FROM attention
          WHERE kind = ? AND user_id = ? AND device_id = ? AND slot = ? AND closed_at IS NULL
          """), arguments: key)
    if let open {
      let id: Int64 = open["id"]
      // One that does not open is replaced as any other.
      let changed = (try? reading.value(ofEntry: open)) != value
      try db.executeCached(
        sql: "UPDATE attention SET reason = ?, value = ?, incarnation = ?, version = version + ? WHERE id = ?",
        arguments: [
          reason, try value.map { try store.key.seal($0, .entryValue, id) }, incarnation, changed ? 1 : 0, id,
        ])
      return false
    }
    let id = try nextID(of: "attention")
    try db.executeCached(
      sql: """
        INSERT INTO attention (kind, user_id, device_id, slot, id, card, incarnation, reason, value, since)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: key + [
        id, try slot.flatMap { try SealedSlots.seal($0, store.key, SealedSlots.place(ofEntry: id)) }, incarnation,
        reason, try value.map { try store.key.seal($0, .entryValue, id) }, now,
      ])
    return true
  }

  /// Closes the open entries of these kinds; nil stands for any user or device.
  func close(
    _ kinds: [AttentionKind], user: UserID? = nil, device: DeviceID? = nil, slot: Slot? = nil, outcome: String,
    at now: Int64
  ) throws {
    try close(
      kinds, user: user, device: device, storedSlot: slot.map(store.key.stored), outcome: outcome, at: now)
  }

  /// - Parameter slot: as it is stored.
  func close(
    _ kinds: [AttentionKind], user: UserID?, device: DeviceID?, storedSlot slot: String?, outcome: String, at now: Int64
  ) throws {
    // Only conditions that hold something, so that the index of open entries serves: this runs for every user written.
    var conditions = [
      "closed_at IS NULL", "kind IN (\(kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")))",
    ]
    var arguments: StatementArguments = [now, outcome]
    if let user {
      conditions.append("user_id = ?")
      arguments += [user.text]
    }
    if let device {
      conditions.append("device_id = ?")
      arguments += [device.number]
    }
    if let slot {
      conditions.append("slot = ?")
      arguments += [slot]
    }
    try db.executeCached(
      sql: "UPDATE attention SET closed_at = ?, outcome = ? WHERE \(conditions.joined(separator: " AND "))",
      arguments: arguments)
  }

  /// Who shares a group by now with the device that enrolled it, or needs none, waits for nobody (MERGE-2).
  func closeMetGroups(at now: Int64) throws {
    let scope = try reading.mode().scope
    guard scope != .none else { return }
    let isMet =
      scope == .all
      ? "1"
      : """
      EXISTS (SELECT 1 FROM user_groups JOIN device_groups USING (group_id)
        WHERE user_groups.user_id = attention.user_id AND device_groups.device_id = attention.device_id)
      """
    let met = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          UPDATE attention SET closed_at = ?, outcome = 'in scope by now'
          WHERE kind = 'no-access-group' AND closed_at IS NULL AND \(isMet) RETURNING user_id, device_id
          """),
      arguments: [now])
    for row in met {
      // Where others have the room, no change would reach what stands there (SEND-8).
      guard let user = try? UserID(row["user_id"] as String), let device = DeviceID(row["device_id"] as UInt32),
        try !isOneOfIts(user, device)
      else { continue }
      try addTask(.remove, user, on: device)
    }
  }

  /// Differences whose value the server has now, or the device would be sent now, are over (MERGE-5, MERGE-6).
  func closeDifferencesThatMet(_ user: ServerUser, at now: Int64) throws {
    let open = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT attention.id, slot, card, value, capabilities FROM attention JOIN devices ON devices.id = device_id
          WHERE user_id = ? AND kind = 'difference' AND closed_at IS NULL
          """),
      arguments: [user.record.id.text])
    for row in open {
      guard let slot = try reading.slot(ofEntry: row), let value = try reading.value(ofEntry: row) else { continue }
      let capabilities = Capabilities(bytes: Array(row["capabilities"] as Data)) ?? .full
      let fitted = try? Fit.fit(user.record, to: capabilities)
      guard value == user.record.value(of: slot) || (!slot.isFinger && value == fitted?.value(of: slot))
      else { continue }
      try db.executeCached(
        sql: "UPDATE attention SET closed_at = ?, outcome = 'the values met' WHERE id = ?",
        arguments: [now, row["id"] as Int64])
    }
  }
}

extension Slot {
  /// A fitted finger may have another number than the server's.
  fileprivate var isFinger: Bool {
    if case .fingerprint = self { true } else { false }
  }
}
