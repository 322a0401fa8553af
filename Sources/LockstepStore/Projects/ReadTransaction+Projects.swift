import Foundation
import GRDB
import LockstepCore

extension ReadTransaction {
  /// By name.
  public func projects() throws -> [StoredProject] {
    try Row.fetchAll(db.cachedStatement(sql: "SELECT * FROM projects ORDER BY name")).map { try project($0) }
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func project(_ id: Int64) throws -> StoredProject {
    let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM projects WHERE id = ?"), arguments: [id])
    guard let row else { throw StoreError.unknown("project \(id)") }
    return try project(row)
  }

  /// - Parameter shortName: or the name, whatever its case.
  /// - Throws: ``StoreError/unknown(_:)``.
  public func project(named shortName: String) throws -> StoredProject {
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: "SELECT * FROM projects WHERE short_name = ?1 OR name = ?1 ORDER BY short_name <> ?1 LIMIT 1"),
      arguments: [shortName])
    guard let row else { throw StoreError.unknown("project \(shortName.prefix(60))") }
    return try project(row)
  }

  private func project(_ row: Row) throws -> StoredProject {
    var settings = ProjectSettings(name: row["name"])
    settings.isEnabled = row["is_enabled"]
    settings.interval = row["interval"]
    settings.deletesLinked = row["deletes_linked"]
    settings.invitations = ProjectSettings.Invitations(rawValue: row["invitations"]) ?? .atOnce
    settings.language = row["language"]
    settings.supportContact = row["support_contact"]
    settings.senderName = row["sender_name"]
    settings.deletionGuard = DeletionGuard(mostDeletions: row["most_deletions"], mostPercent: row["most_percent"])
    settings.watchedPath = row["watched_path"]
    settings.accessGroups = try AccessGroupID.fetchAll(
      db.cachedStatement(sql: "SELECT group_id FROM project_groups WHERE project_id = ? ORDER BY group_id"),
      arguments: [row["id"] as Int64])
    return StoredProject(
      id: row["id"], shortName: row["short_name"], settings: settings, version: row["version"],
      createdAt: row["created_at"], enabledAt: row["enabled_at"], completedAt: row["completed_at"],
      missedSince: row["missed_since"], peopleVersion: row["people_version"])
  }

  // MARK: Admins

  /// Longest-serving first. Where nobody is marked as official contact, the first one is.
  public func admins(ofProject id: Int64) throws -> [ProjectAdmin] {
    let rows = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT a.id, a.name, a.email, p.is_official_contact, p.since FROM project_admins p
          JOIN administrators a ON a.id = p.administrator_id WHERE p.project_id = ? ORDER BY p.since, a.id
          """),
      arguments: [id])
    let isMarked = rows.contains { $0["is_official_contact"] }
    return rows.enumerated().map { index, row in
      ProjectAdmin(
        administrator: row["id"], name: row["name"], email: row["email"],
        isOfficialContact: isMarked ? row["is_official_contact"] : index == 0, since: row["since"])
    }
  }

  /// The addresses of a project's official contacts; none if nobody has one.
  public func officialContacts(ofProject id: Int64) throws -> [String] {
    try admins(ofProject: id).filter(\.isOfficialContact).map(\.email).filter { !$0.isEmpty }
  }

  public func isAdmin(_ administrator: Int64, ofProject id: Int64) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(
        sql: "SELECT EXISTS (SELECT 1 FROM project_admins WHERE project_id = ? AND administrator_id = ?)"),
      arguments: [id, administrator]) ?? false
  }

  // MARK: Keys

  public func keys(ofProject id: Int64) throws -> [ProjectKey] {
    try Row.fetchAll(
      db.cachedStatement(sql: "SELECT * FROM project_keys WHERE project_id = ? ORDER BY id"), arguments: [id]
    )
    .map(ProjectKey.init(row:))
  }

  public func key(_ key: Int64, ofProject id: Int64) throws -> ProjectKey {
    let row = try Row.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM project_keys WHERE project_id = ? AND id = ?"), arguments: [id, key])
    guard let row else { throw StoreError.unknown("upload key \(key)") }
    return ProjectKey(row: row)
  }

  /// - Parameter digest: of the key that somebody presents.
  public func projectKey(withDigest digest: [UInt8]) throws -> ProjectKey? {
    try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM project_keys WHERE digest = ?"), arguments: [Data(digest)])
      .map(ProjectKey.init(row:))
  }
}

extension ProjectKey {
  fileprivate init(row: Row) {
    self.init(
      id: row["id"], project: row["project_id"], name: row["name"], createdBy: row["created_by"],
      createdAt: row["created_at"], usedAt: row["used_at"], usedFrom: row["used_from"])
  }
}
