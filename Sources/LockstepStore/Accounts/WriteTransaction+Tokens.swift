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
    guard try Bool.fetchOne(db, sql: "SELECT 1 FROM api_tokens WHERE name = ?", arguments: [name]) == nil else {
      throw StoreError.conflict(field: "name", "there is an API token \(name) already")
    }
    try db.execute(
      sql: """
        INSERT INTO api_tokens (name, role, digest, created_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [name, role.rawValue, Data(digest), creator, now, expiresAt])
    return try reading.token(db.lastInsertedRowID)
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func removeToken(_ id: Int64) throws {
    _ = try reading.token(id)
    try db.execute(sql: "DELETE FROM api_tokens WHERE id = ?", arguments: [id])
  }

  public func tokenUsed(_ id: Int64, at now: Int64) throws {
    try db.execute(sql: "UPDATE api_tokens SET used_at = ? WHERE id = ?", arguments: [now, id])
  }
}
