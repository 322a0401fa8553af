import Foundation
import GRDB
public import LockstepCore

extension WriteTransaction {
  /// Adds somebody who may sign in; a sign-in link gives the first password.
  ///
  /// - Parameter email: empty if there is none; whoever has none cannot be told of what goes wrong.
  /// - Throws: ``LimitError`` for a name over 48 characters, or an address that is none;
  ///   ``StoreError/conflict(field:_:)`` for a name that is taken.
  public func addAdministrator(
    named name: String, role: Role, email: String = "", at now: Int64
  ) throws -> StoredAdministrator {
    let name = try Text.title(name, field: "name")
    try refuseTaken(name)
    try refuseOdd(email)
    try db.executeCached(
      sql: "INSERT INTO administrators (name, role, email, created_at) VALUES (?, ?, ?, ?)",
      arguments: [name, role.rawValue, email, now])
    return try reading.administrator(db.lastInsertedRowID)
  }

  /// API tokens that they made and that may more than the new role end.
  ///
  /// - Throws: ``StoreError/notPossible(_:)`` if nobody with the role *administrator* would be left; ``LimitError`` for an
  ///   address that is none.
  public func changeAdministrator(_ id: Int64, role: Role? = nil, email: String? = nil) throws -> StoredAdministrator {
    let earlier = try reading.administrator(id)
    if let role, role != .administrator { try refuseLast(earlier) }
    if let email { try refuseOdd(email) }
    try db.executeCached(
      sql: "UPDATE administrators SET role = ?, email = ? WHERE id = ?",
      arguments: [(role ?? earlier.role).rawValue, email ?? earlier.email, id])
    if let role, role < earlier.role {
      try removeTokens(madeBy: earlier.name, above: role)
    }
    return try reading.administrator(id)
  }

  /// Removes an administrator with sign-ins, links and the API tokens that they made.
  ///
  /// - Throws: ``StoreError/notPossible(_:)`` for the last one.
  public func removeAdministrator(_ id: Int64) throws {
    let administrator = try reading.administrator(id)
    try refuseLast(administrator)
    try removeTokens(madeBy: administrator.name)
    try db.executeCached(sql: "DELETE FROM administrators WHERE id = ?", arguments: [id])
  }

  private func refuseOdd(_ email: String) throws {
    guard email.isEmpty || MailAddress.isOne(email) else {
      throw LimitError(field: "email", limit: "an e-mail address", actual: "something else")
    }
  }

  private func refuseLast(_ administrator: StoredAdministrator) throws {
    guard administrator.role == .administrator else { return }
    // Who was only invited may never come.
    let others = try Int.fetchOne(
      db.cachedStatement(
        sql: "SELECT COUNT(*) FROM administrators WHERE role = 'administrator' AND password IS NOT NULL AND id <> ?"),
      arguments: [administrator.id])
    guard others ?? 0 > 0 else {
      throw StoreError.notPossible("\(administrator.name) is the last administrator: nobody else could let people in")
    }
  }

  /// Makes a link by which an administrator gives a password, once. Earlier links of the same administrator end.
  public func addSignInLink(_ digest: [UInt8], for administrator: Int64, expiresAt: Int64) throws {
    try db.executeCached(sql: "DELETE FROM sign_in_links WHERE administrator_id = ?", arguments: [administrator])
    try db.executeCached(
      sql: "INSERT INTO sign_in_links (digest, administrator_id, expires_at) VALUES (?, ?, ?)",
      arguments: [Data(digest), administrator, expiresAt])
  }

  /// Gives a password by a link, which ends with it, as do all sign-ins of that administrator.
  ///
  /// - Parameter name: what somebody who has no password yet wants to be called; nil keeps the name.
  /// - Throws: ``StoreError/unknown(_:)`` for a link that was used or has expired; as
  ///   ``addAdministrator(named:role:email:at:)`` for the name.
  public func setPassword(
    _ hash: String, byLink digest: [UInt8], name: String? = nil, at now: Int64
  ) throws -> StoredAdministrator {
    let administrator = try reading.administrator(forLink: digest, at: now)
    if let name, !administrator.hasPassword { try rename(administrator, to: name) }
    try setPassword(hash, of: administrator.id)
    return try reading.administrator(administrator.id)
  }

  private func rename(_ administrator: StoredAdministrator, to name: String) throws {
    let name = try Text.title(name, field: "name")
    try refuseTaken(name, except: administrator.id)
    try db.executeCached(
      sql: "UPDATE administrators SET name = ? WHERE id = ?", arguments: [name, administrator.id])
  }

  /// Gives a password; links and sign-ins of that administrator end.
  public func setPassword(_ hash: String, of administrator: Int64) throws {
    try db.execute(
      sql: """
        UPDATE administrators SET password = ? WHERE id = ?;
        DELETE FROM sign_in_links WHERE administrator_id = ?;
        DELETE FROM sign_ins WHERE administrator_id = ?;
        """,
      arguments: [
        try store.key.seal(hash, .password, administrator), administrator, administrator, administrator,
      ])
  }

  /// Begins a sign-in, if the password that was checked is still the administrator's: it may have been changed since.
  ///
  /// - Parameters:
  ///   - hash: of the password that was checked.
  ///   - digest: of the sign-in's secret.
  /// - Returns: whether it has begun.
  public func signIn(
    _ administrator: Int64, withPassword hash: String, digest: [UInt8], address: String, at now: Int64
  ) throws -> Bool {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT id, password FROM administrators WHERE id = ?"), arguments: [administrator])
    guard try row.flatMap(reading.passwordHash) == hash else { return false }
    try db.execute(
      sql: """
        INSERT INTO sign_ins (digest, administrator_id, created_at, used_at, address) VALUES (?, ?, ?, ?, ?);
        UPDATE administrators SET signed_in_at = ? WHERE id = ?;
        """,
      arguments: [Data(digest), administrator, now, now, address, now, administrator])
    return true
  }

  public func signInUsed(_ digest: [UInt8], at now: Int64) throws {
    try db.executeCached(sql: "UPDATE sign_ins SET used_at = ? WHERE digest = ?", arguments: [now, Data(digest)])
  }

  public func signOut(_ digest: [UInt8]) throws {
    try db.executeCached(sql: "DELETE FROM sign_ins WHERE digest = ?", arguments: [Data(digest)])
  }

  /// Drops sign-ins and links that have ended by themselves.
  ///
  /// - Parameters:
  ///   - idle: milliseconds without a request after which a sign-in ends.
  ///   - longest: milliseconds after which it ends in any case.
  public func dropEndedSignIns(idle: Int64, longest: Int64, at now: Int64) throws {
    try db.execute(
      sql: """
        DELETE FROM sign_ins WHERE used_at <= ? OR created_at <= ?;
        DELETE FROM sign_in_links WHERE expires_at <= ?;
        """,
      arguments: [now - idle, now - longest, now])
  }
}
