import GRDB

extension ReadTransaction {
  /// Nil where none is configured: mail waits.
  public func mailServer() throws -> MailServerSettings? {
    guard let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM mail_server")) else { return nil }
    guard let security = MailServerSettings.Security(rawValue: row["security"]) else {
      throw StoreError.damaged("the mail server's security")
    }
    return try MailServerSettings(
      host: row["host"], port: row["port"], security: security, user: row["user"], authority: row["authority"],
      senderAddress: row["sender_address"], senderName: row["sender_name"])
  }
}

extension WriteTransaction {
  /// Mail that waits for another try is tried at once.
  ///
  /// - Parameter settings: nil where mail is to wait.
  public func set(_ settings: MailServerSettings?, at now: Int64) throws {
    guard let settings else { return try db.executeCached(sql: "DELETE FROM mail_server") }
    try db.executeCached(
      sql: """
        INSERT OR REPLACE INTO mail_server
          (only, host, port, security, user, authority, sender_address, sender_name)
        VALUES (1, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        settings.host, settings.port, settings.security.rawValue, settings.user, settings.authority,
        settings.senderAddress, settings.senderName,
      ])
    try db.executeCached(
      sql: "UPDATE outbox SET not_before = ? WHERE state = 'waiting' AND not_before > ?", arguments: [now, now])
  }
}
