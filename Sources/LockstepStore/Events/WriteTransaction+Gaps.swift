import GRDB
public import LockstepCore

/// A user that was edited, enrolled or deleted at the device at or after the first lost entry (LOG-3).
public struct EditedThere: Hashable, Sendable {
  /// Nil: everybody was deleted there.
  public let user: UserID?
  public let mark: LogID
  public let isOnDevice: Bool
  /// It has no base.
  public let isEnrolled: Bool

  public init(user: UserID?, mark: LogID, isOnDevice: Bool, isEnrolled: Bool) {
    self.user = user
    self.mark = mark
    self.isOnDevice = isOnDevice
    self.isEnrolled = isEnrolled
  }
}

extension WriteTransaction {
  /// Takes in what the device answered about lost entries: as if their logs had come. Closing asks for a compare.
  ///
  /// - Parameter end: the last lost entry that was known when the device was asked; a later gap stays open.
  public func closeGaps(
    _ users: [EditedThere], through end: LogID, isLast: Bool, session: SessionKey, at now: Int64
  ) throws {
    let row = try current(session)
    let takesUpdates = try reading.mode().takesUserUpdatesFromDevices
    for edited in users {
      guard let user = edited.user else {
        try followDeleteAll(on: session.device, at: now)
        continue
      }
      guard edited.isOnDevice else {
        try followDelete(of: user, on: session.device, at: now)
        continue
      }
      if edited.isEnrolled { try endDeletedThere(of: user, on: session.device, "enrolled there again", at: now) }
      if takesUpdates {
        // Whether somebody without base was enrolled before or after a deletion stood in the entries that are lost: where
        // a tombstone stands nobody comes back by that (DEL-3). Who was taken in from here meanwhile is enrolled already.
        let isEnrolled =
          try edited.isEnrolled && !reading.hasTombstone(user) && !reading.has(user, from: session.device)
        try db.executeCached(
          sql: """
            INSERT INTO waiting_pulls (device_id, user_id, enrolled, epoch, last_log, since) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET last_log = max(last_log, excluded.last_log),
              enrolled = max(enrolled, excluded.enrolled), is_held = 0, not_before = 0
            """,
          arguments: [
            session.device.number, user.text, isEnrolled, row["epoch"] as Int64, edited.mark, now,
          ])
      }
    }
    guard isLast else { return }
    try db.executeCached(
      sql: "DELETE FROM gaps WHERE device_id = ? AND last <= ?", arguments: [session.device.number, end])
    try requestReconcile(session.device, "event logs lost")
  }
}
