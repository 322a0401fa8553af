import Foundation
import GRDB
import LockstepCore

extension WriteTransaction {
  /// An operator's decision about an entry under *Needs attention*.
  ///
  /// - Parameters:
  ///   - action: one of the entry's ``AttentionKind/actions``.
  ///   - version: of the entry as it was shown; nil for any.
  /// - Throws: ``StoreError/unknown(_:)``, ``StoreError/notPossible(_:)``.
  public func decide(_ entry: Int64, _ action: String, version: Int64? = nil, by actor: String, at now: Int64) throws {
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM attention WHERE id = ?"), arguments: [entry])
    guard let row, let kind = AttentionKind(rawValue: row["kind"]) else {
      throw StoreError.unknown("entry \(entry) under Needs attention")
    }
    guard row["closed_at"] as Int64? == nil else { throw StoreError.notPossible("the entry is closed already") }
    guard version == nil || version == row["version"] else {
      throw StoreError.notPossible("the entry has changed: version \(row["version"] as Int64)")
    }
    guard kind.actions.contains(action) else {
      throw StoreError.notPossible("\(kind.rawValue) has no action \(action): \(kind.actions.joined(separator: ", "))")
    }
    let decision = Decision(
      transaction: self, entry: row, kind: kind, user: try? UserID(row["user_id"] as String),
      device: DeviceID(row["device_id"] as UInt32), actor: actor, now: now)
    try decision.carryOut(action)
    try db.executeCached(
      sql: "UPDATE attention SET closed_at = ?, outcome = ? WHERE id = ? AND closed_at IS NULL",
      arguments: [now, action, entry])
  }
}
