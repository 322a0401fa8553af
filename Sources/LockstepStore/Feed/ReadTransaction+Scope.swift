import Foundation
import GRDB
public import LockstepCore

extension ReadTransaction {
  /// Whether a device should hold a user by the setting of section 1 (MODE-1), capacity and exceptions aside.
  public func isInScope(_ user: UserID, of device: DeviceID) throws -> Bool {
    try isInScope(user, of: device, try mode().scope)
  }

  func isInScope(_ user: UserID, of device: DeviceID, _ scope: SynchronizationMode.Scope) throws -> Bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM users WHERE id = ? AND \(Self.scope(scope)))"
    return try Bool.fetchOne(
      db.cachedStatement(sql: sql), arguments: [user.text] + Self.arguments(device)) ?? false
  }

  /// What stands for a device in the conditions below. Their text is the same for every device, so that each is compiled
  /// once. A statement with them has no numbered arguments (`?1`).
  ///
  /// - Parameter line: see ``fits(_:_:)``.
  static func arguments(_ device: DeviceID, line: Revision? = nil) -> StatementArguments {
    ["device": device.number, "line": line]
  }

  /// The condition on `users` for being in a device's scope, asked of each one whom something else has found.
  static func scope(_ scope: SynchronizationMode.Scope) -> String {
    switch scope {
    case .none: "0"
    case .all: "1"
    case .accessGroups:
      """
      EXISTS (SELECT 1 FROM user_groups JOIN device_groups USING (group_id)
        WHERE user_groups.user_id = users.id AND device_groups.device_id = :device)
      """
    }
  }

  /// The members of a device's access groups, each as often as they share a group with it.
  static let members = """
    SELECT user_id FROM user_groups JOIN device_groups USING (group_id) WHERE device_groups.device_id = :device
    """

  /// The same as ``scope(_:)`` where everybody in the scope is wanted: it begins at the members of the device's groups, and
  /// does not walk past all the others.
  ///
  /// - Parameter user: the column that has the user's ID.
  static func everybody(in scope: SynchronizationMode.Scope, _ user: String = "users.id") -> String {
    scope == .accessGroups ? "\(user) IN (\(members))" : Self.scope(scope)
  }

  /// What orders users by when they came into a device's scope (SEND-8).
  static func entered(_ scope: SynchronizationMode.Scope) -> String {
    guard scope == .accessGroups else { return "users.entered" }
    return """
      (SELECT min(since) FROM user_groups JOIN device_groups USING (group_id)
        WHERE user_groups.user_id = users.id AND device_groups.device_id = :device)
      """
  }

  /// The condition on `users` for not being held back on a device by an exception.
  static let isFree = """
    NOT EXISTS (SELECT 1 FROM attention WHERE attention.device_id = :device AND attention.user_id = users.id
      AND closed_at IS NULL AND kind IN ('deleted-there', 'possible-other-person', 'foreign-user'))
    AND (NOT EXISTS (SELECT 1 FROM attention WHERE attention.device_id = :device AND attention.user_id = ''
        AND closed_at IS NULL AND kind = 'deleted-there' AND users.incarnation <= attention.incarnation)
      OR EXISTS (SELECT 1 FROM enrolled_again WHERE enrolled_again.device_id = :device
        AND enrolled_again.user_id = users.id))
    """

  /// The condition that no pull of a user from the device waits (SEND-5).
  ///
  /// - Parameter held: whether a pull that waits for an operator counts too. It does not stop a revocation: what cannot
  ///   be taken in must not keep a door open.
  static func hasNoPull(of user: String, held: Bool) -> String {
    """
    NOT EXISTS (SELECT 1 FROM waiting_pulls WHERE waiting_pulls.device_id = :device
      AND waiting_pulls.user_id = \(user)\(held ? "" : " AND is_held = 0"))
    """
  }

  /// The first revocation above the cursor that a pull of its user holds up. The cursor stays below: should the pull come
  /// to wait for an operator, the revocation goes first after all.
  func firstDeferredRevocation(_ device: DeviceID, above cursor: Revision) throws -> Revision? {
    func waits(_ user: String) -> String { "NOT \(Self.hasNoPull(of: user, held: false))" }
    return try Revision.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT min(revision) FROM (
            SELECT min(revision) AS revision FROM tombstones
              WHERE revision > :cursor AND \(waits("tombstones.user_id"))
            UNION ALL SELECT min(revision) FROM leavings WHERE revision > :cursor AND \(waits("leavings.user_id"))
            UNION ALL SELECT min(revocation) FROM users
              WHERE revocation > 0 AND revocation > :cursor + 0 AND \(waits("users.id")))
          """),
      arguments: ["device": device.number, "cursor": cursor])
  }

  /// The last place in the order of coming into scope that fits the device's capacity; nil if all fit (SEND-8).
  func line(of device: DeviceID, capacity: Int, _ scope: SynchronizationMode.Scope) throws -> Revision? {
    guard scope != .none, try userCount() > capacity else { return nil }
    // The last one that fits and the first one that does not: without the second, all fit.
    let entries =
      scope == .all
      ? "SELECT entered FROM users ORDER BY entered LIMIT 2 OFFSET :before"
      : """
      SELECT min(since) AS entry FROM user_groups JOIN device_groups USING (group_id)
      WHERE device_groups.device_id = :device GROUP BY user_id ORDER BY entry LIMIT 2 OFFSET :before
      """
    let around = try Revision.fetchAll(
      db.cachedStatement(sql: entries), arguments: Self.arguments(device) + ["before": max(0, capacity - 1)])
    if capacity == 0 { return around.isEmpty ? nil : 0 }
    return around.count > 1 ? around[0] : nil
  }

  /// The line that a device has, as it was last counted.
  func line(of device: DeviceID) throws -> Revision? {
    try Revision.fetchOne(db.cachedStatement(sql: "SELECT line FROM devices WHERE id = ?"), arguments: [device.number])
  }

  /// Whether the line of a device may be another one than at an earlier head. Newcomers stand behind it, and can make one
  /// where all had room; who leaves, or comes again, moves it. To be asked where the server has more users than fit.
  func mayMoveLine(
    _ line: Revision?, of device: DeviceID, since head: Revision, _ scope: SynchronizationMode.Scope
  ) throws -> Bool {
    // With everybody in scope there is to be one.
    guard line != nil else { return try scope == .all || hasNewcomers(on: device, since: head) }
    let leavings = """
      OR EXISTS (SELECT 1 FROM leavings JOIN device_groups USING (group_id)
        WHERE device_groups.device_id = :device AND leavings.revision > :head)
      OR EXISTS (SELECT 1 FROM users WHERE revision > :head AND entered <= :head AND EXISTS (
        SELECT 1 FROM user_groups JOIN device_groups USING (group_id)
        WHERE user_groups.user_id = users.id AND device_groups.device_id = :device AND since > :head))
      """
    return try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM tombstones WHERE revision > :head) \(scope == .accessGroups ? leavings : "")
          """),
      arguments: Self.arguments(device) + ["head": head]) ?? true
  }

  /// Whether anybody has come into one of a device's access groups since an earlier head.
  private func hasNewcomers(on device: DeviceID, since head: Revision) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM users WHERE revision > :head AND EXISTS (
            SELECT 1 FROM user_groups JOIN device_groups USING (group_id)
            WHERE user_groups.user_id = users.id AND device_groups.device_id = :device AND since > :head))
          """),
      arguments: Self.arguments(device) + ["head": head]) ?? true
  }

  /// Whether a user is within a device's line; nil for a device that has room for all.
  func isWithin(
    _ line: Revision?, _ user: UserID, of device: DeviceID, _ scope: SynchronizationMode.Scope
  ) throws -> Bool {
    guard line != nil else { return true }
    return try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM users WHERE id = ? AND \(Self.fits(line, scope)))"),
      arguments: [user.text] + Self.arguments(device, line: line)) ?? false
  }

  /// The condition on `users` for being within the line of a device that is over-full (SEND-8).
  static func fits(_ line: Revision?, _ scope: SynchronizationMode.Scope) -> String {
    line == nil ? "1" : "\(entered(scope)) <= :line"
  }

  func isOpen(_ kind: AttentionKind, user: UserID, device: DeviceID) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT EXISTS (SELECT 1 FROM attention
            WHERE kind = ? AND user_id = ? AND device_id = ? AND closed_at IS NULL)
          """),
      arguments: [kind.rawValue, user.text, device.number]) ?? false
  }

  /// Slot and device value of each open difference of a user on a device.
  public func openDifferences(of user: UserID, on device: DeviceID) throws -> [(slot: Slot, value: [UInt8])] {
    try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT id, slot, card, value FROM attention
          WHERE kind = 'difference' AND user_id = ? AND device_id = ? AND closed_at IS NULL
          """),
      arguments: [user.text, device.number]
    ).compactMap { row in
      guard let slot = try slot(ofEntry: row), let value = try value(ofEntry: row) else { return nil }
      return (slot, value)
    }
  }
}
