import GRDB
public import LockstepCore

/// What was changed since an earlier head, looked up once for all devices: a change wakes all of them, and nearly all have
/// nothing else to look for (SEND-4).
public struct ChangeBatch: Sendable {
  /// What was changed up to here was told of before.
  public let from: Revision
  public let head: Revision
  /// Who was changed, in the order of the revisions.
  public let changed: [(user: UserID, revision: Revision)]
  /// The same, as they are now, if these changes are all there is for any device.
  public let users: [ServerUser]
  /// Devices for which these changes are all there is. Whoever is not among them looks for itself.
  public let plain: Set<DeviceID>
  /// Whether something may have been taken away, which overtakes the rest: whoever looks anyway after what is under way
  /// looks at once (SEND-12).
  public let isUrgent: Bool
  /// Whether users who are enrolled or edited at a device are read, as of these changes.
  public let takesUserUpdates: Bool
  /// In scope *access groups*: who is to hold each of the users.
  public let audience: [UserID: Set<DeviceID>]?

  /// Whether a device is to hold one of the users (MODE-1).
  public func concerns(_ user: UserID, _ device: DeviceID) -> Bool {
    audience.map { $0[user]?.contains(device) ?? false } ?? true
  }
}

extension ReadTransaction {
  /// All devices look for themselves, and at once, where somebody was deleted, left a group or lost something since: that overtakes the
  /// rest (SEND-12). So they do when more was changed than one frame holds.
  public func changes(since from: Revision) throws -> ChangeBatch {
    let server = try db.readFirst(
      sql: """
        SELECT head, behind IS NOT NULL, user_count, \(Self.lastRevocation),
          (SELECT value FROM settings WHERE name = '\(Setting.automaticUserSynchronization.rawValue)')
        FROM server
        """
    ) { row in
      (
        head: row[0] as Revision, isBehind: row[1] as Bool, users: row[2] as Int, revocation: row[3] as Revision,
        mode: SynchronizationMode(setting: row[4])
      )
    }
    guard let server else { throw StoreError.damaged("the table server is empty") }
    let (head, scope, takesUpdates) = (server.head, server.mode.scope, server.mode.takesUserUpdatesFromDevices)
    func nobody() -> ChangeBatch {
      ChangeBatch(
        from: from, head: head, changed: [], users: [], plain: [], isUrgent: true, takesUserUpdates: takesUpdates,
        audience: nil)
    }
    guard scope != .none, !server.isBehind, server.revocation <= from,
      head - from < Revision(WorkQuery.mostUsers)
    else { return nobody() }
    let plain = try plainDevices(users: server.users)
    // In a storm every device looks for itself.
    let (changed, users) = try changed(since: from, reads: !plain.isEmpty)
    return ChangeBatch(
      from: from, head: head, changed: changed, users: users, plain: plain, isUrgent: false,
      takesUserUpdates: takesUpdates, audience: scope == .accessGroups ? try audience(of: changed.map(\.user)) : nil)
  }

  private func changed(
    since from: Revision, reads: Bool
  ) throws -> (changed: [(user: UserID, revision: Revision)], users: [ServerUser]) {
    let rows = try Row.fetchCursor(
      db.cachedStatement(sql: "SELECT \(Self.userColumns) FROM users WHERE revision > ? ORDER BY revision"),
      arguments: [from])
    var (changed, users): ([(user: UserID, revision: Revision)], [ServerUser]) = ([], [])
    while let row = try rows.next() {
      changed.append((try UserID(row[0] as String), row[Self.revisionColumn]))
      if reads { users.append(try serverUser(row)) }
    }
    return (changed, users)
  }

  /// Devices that have room for all, are served, and about which nothing is open.
  private func plainDevices(users: Int) throws -> Set<DeviceID> {
    let numbers = try UInt32.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT id FROM devices WHERE is_registered = 1 AND hold IS NULL AND reconcile IS NULL AND line IS NULL
            AND user_capacity >= ? AND id NOT IN (
              SELECT device_id FROM gaps
              UNION ALL SELECT device_id FROM compares WHERE state = 'due'
              UNION ALL SELECT * FROM (\(Self.devices("tasks")))
              UNION ALL SELECT * FROM (\(Self.devices("waiting_pulls")))
              UNION ALL SELECT * FROM (\(Self.devices("attention", "closed_at IS NULL"))))
          """),
      arguments: [users])
    var plain: Set<DeviceID> = []
    while let number = try numbers.next() {
      if let device = DeviceID(number) { plain.insert(device) }
    }
    return plain
  }

  /// The devices that have rows in a table whose index has the device first: one step for each device, however many rows
  /// it has.
  static func devices(_ table: String, _ condition: String = "1") -> String {
    """
    WITH RECURSIVE found (id) AS (
      SELECT min(device_id) FROM \(table) WHERE \(condition)
      UNION ALL SELECT (SELECT min(device_id) FROM \(table) WHERE \(condition) AND device_id > found.id)
      FROM found WHERE found.id IS NOT NULL)
    SELECT id FROM found WHERE id IS NOT NULL
    """
  }

  private func audience(of users: [UserID]) throws -> [UserID: Set<DeviceID>] {
    guard !users.isEmpty else { return [:] }
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT DISTINCT user_id, device_id FROM user_groups JOIN device_groups USING (group_id)
          WHERE user_id IN (SELECT value FROM json_each(?))
          """),
      arguments: [try JSON.text(users.map(\.text))])
    var audience: [UserID: Set<DeviceID>] = [:]
    while let row = try rows.next() {
      if let device = DeviceID(row["device_id"] as UInt32) {
        audience[try UserID(row["user_id"] as String), default: []].insert(device)
      }
    }
    return audience
  }
}
