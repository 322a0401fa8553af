import Foundation
import GRDB
public import LockstepCore

extension ReadTransaction {
  /// Where a user stands on every registered device: which doors have not confirmed, and for how long (SEND-12).
  ///
  /// A deleted user is where its deletion was not confirmed, as long as its tombstone stands.
  ///
  /// - Throws: ``StoreError/unknown(_:)``.
  public func presence(of id: UserID, cursors: LiveCursors = LiveCursors()) throws -> [UserPresence] {
    guard let user = try user(id) else { return try presence(ofDeleted: id, cursors: cursors) }
    let scope = try mode().scope
    let entries = try openEntries(of: user)
    let inScope = try devices(inScopeOf: id, scope)
    return try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT devices.*,
            EXISTS (SELECT 1 FROM tasks WHERE device_id = devices.id AND user_id = ?1) AS has_task,
            (SELECT since FROM waiting_pulls WHERE device_id = devices.id AND user_id = ?1) AS pull_since
          FROM devices WHERE is_registered = 1 ORDER BY id
          """),
      arguments: [id.text]
    ).compactMap { row in
      guard let device = DeviceID(row["id"] as UInt32) else { return nil }
      let cursor = cursors.cursor(of: device, session: row["session"], saved: row["cursor"])
      let (state, reason, since) = try judge(user, device, row, scope, inScope, entries[device] ?? [], cursor)
      return UserPresence(
        device: device, state: state, reason: reason, since: since, confirmed: cursor)
    }
  }

  private typealias Judged = (state: UserPresence.State, reason: String, since: Int64?)

  private func judge(
    _ user: ServerUser, _ device: DeviceID, _ row: Row, _ scope: SynchronizationMode.Scope,
    _ inScope: Set<UInt32>?, _ entries: [Row], _ cursor: Revision
  ) throws -> Judged {
    if let hold = row["hold"] as String? { return (.held, "the device is on hold: \(hold)", nil) }
    for entry in entries {
      guard let state = Self.state(of: AttentionKind(rawValue: entry["kind"])) else { continue }
      return (state, entry["reason"], entry["since"])
    }
    if row["has_task"] { return (.pending, "to be written", user.changedAt) }
    guard inScope?.contains(device.number) ?? true else {
      let reason = scope == .none ? "Automatic User Synchronization is not used" : "no access group in common"
      return (.outOfScope, reason, nil)
    }
    if let since = row["pull_since"] as Int64? { return (.pending, "to be read from the device first", since) }
    let capabilities = Capabilities(bytes: Array(row["capabilities"] as Data)) ?? .full
    do {
      _ = try Fit.fit(user.record, to: capabilities)
    } catch {
      return (.doesNotFit, "the device cannot hold this user", nil)
    }
    if try !isWithin(row["line"], user.record.id, of: device, scope) {
      return (.doesNotFit, "the device is full with users who came first", nil)
    }
    let isPending = user.revision > cursor || row["reconcile"] as String? != nil
    return isPending ? (.pending, "to be written", user.changedAt) : (.holds, "", nil)
  }

  /// Nil is every device (MODE-1).
  private func devices(inScopeOf user: UserID, _ scope: SynchronizationMode.Scope) throws -> Set<UInt32>? {
    switch scope {
    case .none: []
    case .all: nil
    case .accessGroups:
      try UInt32.fetchSet(
        db.cachedStatement(
          sql: "SELECT device_id FROM user_groups JOIN device_groups USING (group_id) WHERE user_id = ?"),
        arguments: [user.text])
    }
  }

  /// What an open entry means for the user on the device; nil when the user is there nevertheless.
  private static func state(of kind: AttentionKind?) -> UserPresence.State? {
    switch kind {
    case .deletedThere: .deletedThere
    case .transferFailed: .failed
    case .possibleOtherPerson, .foreignUser, .noAccessGroup: .held
    default: nil
    }
  }

  /// Those of the user, and those of *delete all* at a device.
  private func openEntries(of user: ServerUser) throws -> [DeviceID: [Row]] {
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT * FROM attention WHERE closed_at IS NULL AND device_id <> 0 AND (user_id = ?1
            OR (user_id = '' AND kind = 'deleted-there' AND incarnation >= ?2 AND NOT EXISTS (
              SELECT 1 FROM enrolled_again
              WHERE enrolled_again.device_id = attention.device_id AND enrolled_again.user_id = ?1)))
          """),
      arguments: [user.record.id.text, user.incarnation])
    var entries: [DeviceID: [Row]] = [:]
    for row in rows {
      if let device = DeviceID(row["device_id"] as UInt32) { entries[device, default: []].append(row) }
    }
    return entries
  }
}
