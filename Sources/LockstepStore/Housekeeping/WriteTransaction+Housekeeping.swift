import GRDB
public import LockstepCore

extension WriteTransaction {
  /// Drops what no device needs any more: tombstones, superseded values and leavings that every registered device has
  /// confirmed (DEL-5), and deleted users that can no longer be restored (DEL-6), mails and runs that ended long ago,
  /// digests of profiles that no device has, and the first of what is too old in the monitoring log (LOG-2). Raises the
  /// alarm of missed runs (AUTO-11). A device that was away for too long is waited for no longer; it comes back with
  /// unknown content.
  ///
  /// - Parameter online: the devices that have a session now.
  /// - Returns: how far the monitoring log is done, for ``dropOldEvents(after:at:)``.
  @discardableResult
  public func tidy(online: Set<DeviceID>, at now: Int64) throws -> RetentionStep {
    for device in online.sorted() {
      try db.executeCached(
        sql: "UPDATE devices SET last_seen = max(last_seen, ?) WHERE id = ?", arguments: [now, device.number])
    }
    try giveUpAbsent(online, at: now)
    let earliest = now - (try days(.restoreDays))
    try db.executeCached(sql: "DELETE FROM deleted_users WHERE deleted_at < ?", arguments: [earliest])
    try dropFinished(before: earliest)
    try dropEndedMail(at: now)
    try dropOldRuns(at: now)
    try raiseMissedRuns(at: now)
    try dropDigestsOfNobody()
    if let confirmed = try confirmedByAll(at: now) {
      try dropTombstones(upTo: confirmed)
      try dropLeavings(upTo: confirmed)
      try forgetCopiesThatBelong()
      try dropSuperseded(upTo: confirmed)
    }
    return try dropOldEvents(at: now)
  }

  /// Closed entries hold what devices had of people who may be gone by now; they and finished transfers end with what can
  /// be restored.
  private func dropFinished(before earliest: Int64) throws {
    try db.executeCached(sql: "DELETE FROM attention WHERE closed_at < ?", arguments: [earliest])
    try db.executeCached(
      sql: """
        DELETE FROM transfers WHERE created_at < ? AND NOT EXISTS (
          SELECT 1 FROM transfer_items WHERE transfer_id = transfers.id AND state = 'pending')
        """,
      arguments: [earliest])
  }

  /// Milliseconds.
  func days(_ setting: Setting) throws -> Int64 {
    (Int64(try reading.setting(setting)) ?? Int64(setting.initialValue) ?? 0) * 86_400_000
  }

  /// What was decided about its content, or is being asked, stays as it is.
  private func giveUpAbsent(_ online: Set<DeviceID>, at now: Int64) throws {
    let absence = try days(.deviceAbsenceDays)
    let absent = try UInt32.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT id FROM devices WHERE is_registered = 1 AND last_seen < ? AND (hold IS NULL OR hold <> 'unknown-content')
            AND (reconcile IS NULL OR reconcile NOT IN ('take-over', 'replace')) ORDER BY id
          """),
      arguments: [now - absence])
    for device in absent.compactMap({ DeviceID($0) }) where !online.contains(device) {
      try close([.firstContact, .suspended, .deviceStopped], device: device, outcome: "away for too long", at: now)
      try hold(device, .unknownContent, "it was away for more than \(absence / 86_400_000) days", at: now)
    }
  }

  /// Up to which revision every device that is waited for has everything; nil while one's content is still to be compared.
  /// One that never came back for the choice about its content is waited for no longer than any other.
  private func confirmedByAll(at now: Int64) throws -> Revision? {
    let earliest = now - (try days(.deviceAbsenceDays))
    let waitedFor = """
      is_registered = 1 AND (hold IS NULL OR hold <> 'unknown-content')
        AND (last_seen >= :earliest OR reconcile IS NULL OR reconcile NOT IN ('take-over', 'replace'))
      """
    let isComparing = try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM devices WHERE \(waitedFor) AND (reconcile IS NOT NULL
            OR EXISTS (SELECT 1 FROM gaps WHERE device_id = devices.id)))
          """),
      arguments: ["earliest": earliest])
    guard isComparing == false else { return nil }
    return try Revision.fetchOne(
      db.cachedStatement(sql: "SELECT min(cursor) FROM devices WHERE \(waitedFor)"), arguments: ["earliest": earliest])
      ?? reading.head()
  }

  /// A pull or task of the user still asks whether it was deleted.
  private func dropTombstones(upTo confirmed: Revision) throws {
    try db.executeCached(
      sql: """
        DELETE FROM tombstones WHERE revision <= ?
          AND NOT EXISTS (SELECT 1 FROM waiting_pulls WHERE \(Self.onAnyDevice) AND user_id = tombstones.user_id)
          AND NOT EXISTS (SELECT 1 FROM tasks WHERE \(Self.onAnyDevice) AND user_id = tombstones.user_id)
        """,
      arguments: [confirmed])
  }

  private func dropLeavings(upTo confirmed: Revision) throws {
    try db.executeCached(
      sql: """
        DELETE FROM leavings WHERE revision <= ?
          AND NOT EXISTS (SELECT 1 FROM waiting_pulls WHERE \(Self.onAnyDevice) AND user_id = leavings.user_id)
        """,
      arguments: [confirmed])
  }

  /// A user with an exception, or put there by hand, may stand on some device as it was before the cursor passed it.
  private func dropSuperseded(upTo confirmed: Revision) throws {
    try db.executeCached(
      sql: """
        DELETE FROM superseded WHERE revision <= ? AND incarnation NOT IN (SELECT incarnation FROM users WHERE id IN (
          SELECT user_id FROM waiting_pulls UNION SELECT user_id FROM tasks UNION SELECT user_id FROM copies_by_hand
          UNION SELECT user_id FROM attention WHERE closed_at IS NULL AND device_id <> 0))
        """,
      arguments: [confirmed])
  }
}

extension ReadTransaction {
  /// How many rows wait for every registered device to have confirmed them (DEL-5).
  package func keptForDevices() throws -> (tombstones: Int, leavings: Int, superseded: Int) {
    func count(_ table: String) throws -> Int {
      try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM \(table)")) ?? 0
    }
    return (try count("tombstones"), try count("leavings"), try count("superseded"))
  }
}
