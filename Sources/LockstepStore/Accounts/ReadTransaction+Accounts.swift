import Foundation
import GRDB
import LockstepCore

extension ReadTransaction {
  /// In the order of their names.
  public func administrators() throws -> [StoredAdministrator] {
    try Row.fetchAll(db.cachedStatement(sql: "SELECT * FROM administrators ORDER BY name")).map(
      StoredAdministrator.init(row:))
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func administrator(_ id: Int64) throws -> StoredAdministrator {
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM administrators WHERE id = ?"), arguments: [id])
    guard let row else { throw StoreError.unknown("administrator \(id)") }
    return StoredAdministrator(row: row)
  }

  /// Whatever the case of the name.
  ///
  /// - Throws: ``StoreError/unknown(_:)``.
  public func administrator(named name: String) throws -> StoredAdministrator {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM administrators WHERE name = ?"), arguments: [name])
    guard let row else { throw StoreError.unknown("administrator \(name)") }
    return StoredAdministrator(row: row)
  }

  /// The hash of an administrator's password; nil while there is none, or no such administrator.
  public func passwordHash(ofAdministrator name: String) throws -> String? {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT id, password FROM administrators WHERE name = ?"), arguments: [name])
    return try row.flatMap(passwordHash)
  }

  func passwordHash(_ row: Row) throws -> String? {
    try (row["password"] as String?).map { try store.key.open($0, .password, row["id"] as Int64) }
  }

  /// Who a sign-in link is for.
  ///
  /// - Throws: ``StoreError/unknown(_:)`` for one that was used, has expired, or never was.
  public func administrator(forLink digest: [UInt8], at now: Int64) throws -> StoredAdministrator {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT administrators.* FROM sign_in_links JOIN administrators ON administrators.id = administrator_id
          WHERE digest = ? AND expires_at > ?
          """),
      arguments: [Data(digest), now])
    guard let row else { throw StoreError.unknown("such sign-in link: it was used, or has expired") }
    return StoredAdministrator(row: row)
  }

  /// Who has signed in with this secret, and when it was used last; nil when the sign-in has ended.
  ///
  /// - Parameters:
  ///   - idle: milliseconds without a request after which a sign-in ends.
  ///   - longest: milliseconds after which it ends in any case.
  public func signIn(
    _ digest: [UInt8], idle: Int64, longest: Int64, at now: Int64
  ) throws -> (administrator: StoredAdministrator, usedAt: Int64)? {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT administrators.*, sign_ins.used_at AS last_use FROM sign_ins
          JOIN administrators ON administrators.id = administrator_id
          WHERE digest = ? AND sign_ins.used_at > ? AND sign_ins.created_at > ?
          """),
      arguments: [Data(digest), now - idle, now - longest])
    return row.map { (StoredAdministrator(row: $0), $0["last_use"]) }
  }

  /// In the order of their names.
  public func tokens() throws -> [StoredToken] {
    try Row.fetchAll(db.cachedStatement(sql: "SELECT * FROM api_tokens ORDER BY name")).map(StoredToken.init(row:))
  }

  /// Those that somebody made, by themselves or with a token that they had made; in the order of their names.
  public func tokens(madeBy name: String) throws -> [StoredToken] {
    try Row.fetchAll(
      db.cachedStatement(
        sql: """
          WITH RECURSIVE made(name) AS (
            SELECT name FROM api_tokens WHERE created_by = ?1 COLLATE NOCASE
            UNION SELECT api_tokens.name FROM api_tokens JOIN made ON created_by = made.name COLLATE NOCASE)
          SELECT * FROM api_tokens WHERE name IN made ORDER BY name
          """),
      arguments: [name]
    ).map(StoredToken.init(row:))
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func token(_ id: Int64) throws -> StoredToken {
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM api_tokens WHERE id = ?"), arguments: [id])
    guard let row else { throw StoreError.unknown("API token \(id)") }
    return StoredToken(row: row)
  }

  /// The token with this digest, if it has not expired.
  public func token(withDigest digest: [UInt8], at now: Int64) throws -> StoredToken? {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM api_tokens WHERE digest = ? AND (expires_at IS NULL OR expires_at > ?)"),
      arguments: [Data(digest), now]
    ).map(StoredToken.init(row:))
  }
}

extension StoredAdministrator {
  fileprivate init(row: Row) {
    self.init(
      id: row["id"], name: row["name"], role: Role(rawValue: row["role"]) ?? .viewer, email: row["email"],
      hasPassword: row["password"] as String? != nil, createdAt: row["created_at"], signedInAt: row["signed_in_at"])
  }
}

extension StoredToken {
  fileprivate init(row: Row) {
    self.init(
      id: row["id"], name: row["name"], role: Role(rawValue: row["role"]) ?? .viewer, createdBy: row["created_by"],
      createdAt: row["created_at"], expiresAt: row["expires_at"], usedAt: row["used_at"])
  }
}
