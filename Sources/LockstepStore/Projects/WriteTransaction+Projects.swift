import Foundation
import GRDB
import LockstepCore

extension WriteTransaction {
  /// - Parameter shortName: nil makes one of the name.
  /// - Throws: ``LimitError``; ``StoreError/conflict(field:_:)`` for a name that is taken, or an unknown access group.
  public func addProject(_ settings: ProjectSettings, shortName: String? = nil, at now: Int64) throws -> StoredProject {
    let settings = try settings.checked()
    try refuseTakenProjectName(settings.name, except: nil)
    try refuseUnknownGroups(settings.accessGroups)
    let short = try shortName.map { try ProjectShortName.checked($0) } ?? freeShortName(for: settings.name)
    if try String.fetchOne(
      db.cachedStatement(sql: "SELECT name FROM projects WHERE short_name = ?"), arguments: [short]) != nil
    {
      throw StoreError.conflict(field: "shortName", "another project has this short name")
    }
    try db.executeCached(
      sql: """
        INSERT INTO projects (short_name, name, interval, most_deletions, most_percent, created_at, enabled_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        short, settings.name, settings.interval, settings.deletionGuard.mostDeletions,
        settings.deletionGuard.mostPercent, now, now,
      ])
    let id = db.lastInsertedRowID
    try store(settings, ofProject: id)
    return try reading.project(id)
  }

  /// - Parameters:
  ///   - version: that the caller saw; nil for any.
  ///   - confirm: of the removals from devices that other access groups bring (MODE-4).
  /// - Throws: as ``addProject(_:shortName:at:)``, and ``StoreError/changedSince(_:)``.
  @discardableResult
  public func changeProject(
    _ id: Int64, version: Int64? = nil, confirm: String? = nil, source: Source, at now: Int64,
    _ change: (inout ProjectSettings) throws -> Void
  ) throws -> StoredProject {
    let earlier = try reading.project(id)
    guard version == nil || version == earlier.version else {
      throw StoreError.changedSince("the project was changed meanwhile: version \(earlier.version)")
    }
    var settings = earlier.settings
    try change(&settings)
    settings = try settings.checked()
    guard settings != earlier.settings else { return earlier }
    try refuseTakenProjectName(settings.name, except: id)
    try refuseUnknownGroups(Set(settings.accessGroups).subtracting(earlier.settings.accessGroups).sorted())
    try store(settings, ofProject: id)
    try db.executeCached(sql: "UPDATE projects SET version = version + 1 WHERE id = ?", arguments: [id])
    if settings.isEnabled, !earlier.settings.isEnabled {
      try db.executeCached(sql: "UPDATE projects SET enabled_at = ? WHERE id = ?", arguments: [now, id])
    }
    if !settings.isEnabled {
      try db.executeCached(sql: "UPDATE projects SET missed_since = NULL WHERE id = ?", arguments: [id])
    }
    if settings.accessGroups != earlier.settings.accessGroups {
      try guardingRemovals(confirm: confirm) {
        try moveGroups(ofProject: id, from: earlier.settings.accessGroups, to: settings.accessGroups, source, now)
      }
    }
    return try reading.project(id)
  }

  /// - Throws: ``StoreError/notPossible(_:)`` while it manages people: a click must not end what opens doors.
  public func removeProject(_ id: Int64) throws {
    let project = try reading.project(id)
    let count =
      try Int.fetchOne(db.cachedStatement(sql: "SELECT count(*) FROM people WHERE project_id = ?"), arguments: [id])
      ?? 0
    guard count == 0 else {
      throw StoreError.notPossible(
        "project \(project.name) manages \(count) people: switch Auto-sync off instead, or delete them first")
    }
    try db.executeCached(sql: "DELETE FROM projects WHERE id = ?", arguments: [id])
  }

  /// People that it added get its groups; linked ones keep theirs (AUTO-15).
  private func moveGroups(
    ofProject id: Int64, from earlier: [AccessGroupID], to later: [AccessGroupID], _ source: Source, _ now: Int64
  ) throws {
    let users = try String.fetchAll(
      db.cachedStatement(sql: "SELECT user_id FROM people WHERE project_id = ? AND is_linked = 0 ORDER BY user_id"),
      arguments: [id])
    for user in users {
      try changeUser(UserID(user), source: source, at: now) { user in
        let kept = user.record.rights.accessGroups.filter { !earlier.contains($0) }
        user.record.rights.setAccessGroups(Set(kept + later).sorted())
      }
    }
  }

  private func store(_ settings: ProjectSettings, ofProject id: Int64) throws {
    try db.executeCached(
      sql: """
        UPDATE projects SET name = ?, is_enabled = ?, interval = ?, deletes_linked = ?, invitations = ?, language = ?,
          support_contact = ?, sender_name = ?, most_deletions = ?, most_percent = ?, watched_path = ?
        WHERE id = ?
        """,
      arguments: [
        settings.name, settings.isEnabled, settings.interval, settings.deletesLinked, settings.invitations.rawValue,
        settings.language, settings.supportContact, settings.senderName, settings.deletionGuard.mostDeletions,
        settings.deletionGuard.mostPercent, settings.watchedPath, id,
      ])
    try db.executeCached(sql: "DELETE FROM project_groups WHERE project_id = ?", arguments: [id])
    for group in settings.accessGroups {
      try db.executeCached(
        sql: "INSERT INTO project_groups (project_id, group_id) VALUES (?, ?)", arguments: [id, group])
    }
  }

  private func refuseTakenProjectName(_ name: String, except id: Int64?) throws {
    let taken = try Int64.fetchOne(db.cachedStatement(sql: "SELECT id FROM projects WHERE name = ?"), arguments: [name])
    guard let taken, taken != id else { return }
    throw StoreError.conflict(field: "name", "a project has this name already")
  }

  private func freeShortName(for name: String) throws -> String {
    let base = ProjectShortName.made(of: name)
    var (short, number) = (base, 1)
    while try String.fetchOne(
      db.cachedStatement(sql: "SELECT name FROM projects WHERE short_name = ?"), arguments: [short]) != nil
    {
      number += 1
      short = "\(base)-\(number)"
    }
    return short
  }
}
