import GRDB
public import LockstepCore

/// A user that was edited, enrolled or deleted at the device at or after the first lost entry (LOG-3).
public struct EditedThere: Hashable, Sendable {
  public let user: UserID
  public let mark: LogID
  public let isOnDevice: Bool
  /// It has no base.
  public let isEnrolled: Bool

  public init(user: UserID, mark: LogID, isOnDevice: Bool, isEnrolled: Bool) {
    self.user = user
    self.mark = mark
    self.isOnDevice = isOnDevice
    self.isEnrolled = isEnrolled
  }
}

extension WriteTransaction {
  /// Takes in what the device answered about lost entries: as if their logs had come. Closing asks for a compare.
  public func closeGaps(_ users: [EditedThere], isLast: Bool, session: SessionKey, at now: Int64) throws {
    let row = try current(session)
    let takesUpdates = try reading.mode().takesUserUpdatesFromDevices
    for user in users {
      if !user.isOnDevice {
        try followDelete(of: user.user, on: session.device, at: now)
      } else if takesUpdates {
        try db.execute(
          sql: """
            INSERT INTO waiting_pulls (device_id, user_id, enrolled, epoch, last_log, since) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET last_log = max(last_log, excluded.last_log),
              enrolled = max(enrolled, excluded.enrolled)
            """,
          arguments: [
            session.device.number, user.user.text, user.isEnrolled, row["epoch"] as Int64, user.mark, now,
          ])
      }
    }
    guard isLast else { return }
    try db.execute(sql: "DELETE FROM gaps WHERE device_id = ?", arguments: [session.device.number])
    try requestReconcile(session.device, "event logs lost")
  }
}
