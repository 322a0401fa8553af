import Foundation
import GRDB
public import LockstepCore

extension WriteTransaction {
  /// - Parameters:
  ///   - digest: of the token, which is not kept.
  ///   - expiresAt: Unix milliseconds, nil for never.
  /// - Throws: ``LimitError`` for a name over 48 characters; ``StoreError/conflict(field:_:)`` for a name that is taken.
  public func addToken(
    named name: String, role: Role, digest: [UInt8], expiresAt: Int64?, by creator: String, at now: Int64
  ) throws -> StoredToken {
    let name = try Text.title(name, field: "name")
    try refuseTaken(name)
    try db.executeCached(
      sql: """
        INSERT INTO api_tokens (name, role, digest, created_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [name, role.rawValue, Data(digest), creator, now, expiresAt])
    return try reading.token(db.lastInsertedRowID)
  }

  /// Ends a token and those that were made with it: whoever had it may have made them.
  ///
  /// - Throws: ``StoreError/unknown(_:)``.
  public func removeToken(_ id: Int64) throws {
    try removeTokens(madeBy: reading.token(id).name)
    try db.executeCached(sql: "DELETE FROM api_tokens WHERE id = ?", arguments: [id])
  }

  /// Ends the tokens that somebody made, by themselves or with such a token.
  ///
  /// - Parameter role: those that may no more than it stay; nil for none.
  func removeTokens(madeBy name: String, above role: Role? = nil) throws {
    for token in try reading.tokens(madeBy: name) where role.map({ token.role > $0 }) ?? true {
      let ended = try reading.tokens(madeBy: token.name).map(\.id) + [token.id]
      for id in ended { try db.executeCached(sql: "DELETE FROM api_tokens WHERE id = ?", arguments: [id]) }
    }
  }

  /// The audit log names who did something, and tokens who made them: one name, one actor, whatever its case.
  ///
  /// - Parameter administrator: the one whose name it already may be.
  /// - Throws: ``StoreError/conflict(field:_:)``.
  func refuseTaken(_ name: String, except administrator: Int64? = nil) throws {
    let taken = try String.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT 'administrator' FROM administrators WHERE name = ?1 AND id IS NOT ?2
          UNION ALL SELECT 'API token' FROM api_tokens WHERE name = ?1 COLLATE NOCASE
          """),
      arguments: [name, administrator])
    if let taken { throw StoreError.conflict(field: "name", "there is an \(taken) \(name) already") }
  }

  public func tokenUsed(_ id: Int64, at now: Int64) throws {
    try db.executeCached(sql: "UPDATE api_tokens SET used_at = ? WHERE id = ?", arguments: [now, id])
  }
}
