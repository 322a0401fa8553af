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
      kind.rawValue, user?.text ?? "", Int64(device?.number ?? 0), slot?.description ?? "",
    ]
    let open = try Row.fetchOne(
      db,
      sql: """
        SELECT id, value FROM attention
        WHERE kind = ? AND user_id = ? AND device_id = ? AND slot = ? AND closed_at IS NULL
        """, arguments: key)
    if let open {
      let changed = open["value"] as Data? != value.map { Data($0) }
      try db.execute(
        sql: "UPDATE attention SET reason = ?, value = ?, incarnation = ?, version = version + ? WHERE id = ?",
        arguments: [reason, value.map { Data($0) }, incarnation, changed ? 1 : 0, open["id"] as Int64])
      return false
    }
    try db.execute(
      sql: """
        INSERT INTO attention (kind, user_id, device_id, slot, incarnation, reason, value, since)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: key + [incarnation, reason, value.map { Data($0) }, now])
    return true
  }

  /// Closes the open entries of these kinds; nil stands for any user or device.
  func close(
    _ kinds: [AttentionKind], user: UserID? = nil, device: DeviceID? = nil, slot: Slot? = nil, outcome: String,
    at now: Int64
  ) throws {
    for kind in kinds {
      try db.execute(
        sql: """
          UPDATE attention SET closed_at = ?, outcome = ?
          WHERE kind = ? AND closed_at IS NULL AND (? IS NULL OR user_id = ?) AND (? IS NULL OR device_id = ?)
            AND (? IS NULL OR slot = ?)
          """,
        arguments: [
          now, outcome, kind.rawValue, user?.text, user?.text, device?.number, device?.number, slot?.description,
          slot?.description,
        ])
    }
  }

  /// Differences whose value the server has now are over (MERGE-5).
  func closeDifferencesThatMet(_ user: ServerUser, at now: Int64) throws {
    let open = try Row.fetchAll(
      db, sql: "SELECT id, slot, value FROM attention WHERE user_id = ? AND kind = 'difference' AND closed_at IS NULL",
      arguments: [user.record.id.text])
    for row in open {
      guard let slot = Slot(row["slot"] as String), let own = user.record.value(of: slot) else { continue }
      guard row["value"] as Data? == Data(own) else { continue }
      try db.execute(
        sql: "UPDATE attention SET closed_at = ?, outcome = 'the values met' WHERE id = ?",
        arguments: [now, row["id"] as Int64])
    }
  }
}
