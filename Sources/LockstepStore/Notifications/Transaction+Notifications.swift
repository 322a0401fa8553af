import GRDB
import LockstepCore

extension ReadTransaction {
  /// One of every kind; what nobody has chosen yet is off.
  public func notifications() throws -> [StoredNotification] {
    try NotificationKind.allCases.map { try notification($0) }
  }

  public func notification(_ kind: NotificationKind) throws -> StoredNotification {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM notifications WHERE kind = ?"), arguments: [kind.rawValue])
    guard let row else {
      return StoredNotification(kind: kind, isOn: false, minutes: kind.initialMinutes, recipients: [])
    }
    let recipients = try JSON.value([String].self, row["recipients"])
    let minutes: Int = row["minutes"]
    return StoredNotification(
      kind: kind, isOn: row["is_on"], minutes: kind.initialMinutes == nil ? nil : minutes, recipients: recipients)
  }
}

extension WriteTransaction {
  /// - Throws: ``LimitError`` for an address that is none, more than 50 of them, or minutes beyond a week.
  public func set(_ notification: StoredNotification) throws {
    guard notification.recipients.count <= 50 else {
      throw LimitError(field: "recipients", limit: "at most 50", actual: "\(notification.recipients.count)")
    }
    for address in notification.recipients where !MailAddress.isOne(address) {
      throw LimitError(field: "recipients", limit: "e-mail addresses", actual: "something else")
    }
    let minutes = notification.minutes ?? 0
    guard (0...10_080).contains(minutes) else {
      throw LimitError(field: "minutes", limit: "0 to 10080", actual: "\(minutes)")
    }
    try db.executeCached(
      sql: "INSERT OR REPLACE INTO notifications (kind, is_on, minutes, recipients) VALUES (?, ?, ?, ?)",
      arguments: [notification.kind.rawValue, notification.isOn, minutes, try JSON.text(notification.recipients)])
  }
}
