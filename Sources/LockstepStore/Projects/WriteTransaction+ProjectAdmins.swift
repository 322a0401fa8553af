import Foundation
import GRDB
import LockstepCore

extension WriteTransaction {
  /// Makes an administrator one of the project's admins, or changes whether they are *Official contact*.
  ///
  /// - Throws: ``StoreError/unknown(_:)``.
  public func setAdmin(
    _ administrator: Int64, ofProject id: Int64, isOfficialContact: Bool, at now: Int64
  ) throws -> ProjectAdmin {
    _ = try reading.project(id)
    _ = try reading.administrator(administrator)
    try db.executeCached(
      sql: """
        INSERT INTO project_admins (project_id, administrator_id, is_official_contact, since) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET is_official_contact = excluded.is_official_contact
        """,
      arguments: [id, administrator, isOfficialContact, now])
    return try admin(administrator, ofProject: id)
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func removeAdmin(_ administrator: Int64, ofProject id: Int64) throws {
    _ = try admin(administrator, ofProject: id)
    try db.executeCached(
      sql: "DELETE FROM project_admins WHERE project_id = ? AND administrator_id = ?", arguments: [id, administrator])
  }

  private func admin(_ administrator: Int64, ofProject id: Int64) throws -> ProjectAdmin {
    let found = try reading.admins(ofProject: id).first { $0.administrator == administrator }
    guard let found else { throw StoreError.unknown("admin \(administrator) of this project") }
    return found
  }

  // MARK: Keys

  /// - Parameter digest: of the key, which is not kept.
  /// - Throws: ``LimitError``; ``StoreError/conflict(field:_:)`` for a name that is taken or more than 100 keys.
  public func addKey(
    named name: String, toProject id: Int64, digest: [UInt8], by creator: String, at now: Int64
  ) throws -> ProjectKey {
    let name = try Text.title(name, field: "name")
    let keys = try reading.keys(ofProject: id)
    guard keys.count < 100 else { throw StoreError.conflict(field: "name", "a project has at most 100 upload keys") }
    guard !keys.contains(where: { $0.name.lowercased() == name.lowercased() }) else {
      throw StoreError.conflict(field: "name", "there is an upload key \(name) already")
    }
    try db.executeCached(
      sql: "INSERT INTO project_keys (project_id, name, digest, created_by, created_at) VALUES (?, ?, ?, ?, ?)",
      arguments: [id, name, Data(digest), creator, now])
    return try reading.key(db.lastInsertedRowID, ofProject: id)
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func removeKey(_ key: Int64, ofProject id: Int64) throws {
    _ = try reading.key(key, ofProject: id)
    try db.executeCached(sql: "DELETE FROM project_keys WHERE id = ?", arguments: [key])
  }

  public func keyUsed(_ key: Int64, from address: String, at now: Int64) throws {
    try db.executeCached(
      sql: "UPDATE project_keys SET used_at = ?, used_from = ? WHERE id = ?", arguments: [now, address, key])
  }
}
