import GRDB
public import LockstepCore

extension ReadTransaction {
  func hasAccessGroup(_ id: AccessGroupID) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM access_groups WHERE id = ?)"), arguments: [id]) ?? false
  }

  /// The number of a group by its name, whatever its case.
  ///
  /// - Throws: ``StoreError/unknown(_:)``.
  public func accessGroup(named name: String) throws -> AccessGroupID {
    let id = try AccessGroupID.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM access_groups WHERE name = ?"), arguments: [name])
    guard let id else { throw StoreError.unknown("access group \(name)") }
    return id
  }

  public func accessGroupNames() throws -> [AccessGroupID: String] {
    var names: [AccessGroupID: String] = [:]
    for row in try Row.fetchAll(db.cachedStatement(sql: "SELECT id, name FROM access_groups")) {
      names[row["id"]] = row["name"]
    }
    return names
  }
}

extension WriteTransaction {
  /// - Throws: ``LimitError``, ``StoreError/conflict(field:_:)`` for a name that is taken.
  public func addAccessGroup(named name: String) throws -> AccessGroupID {
    let name = try Text.title(name, field: "access group name")
    try refuseTakenGroupName(name, except: nil)
    try db.executeCached(sql: "INSERT INTO access_groups (name) VALUES (?)", arguments: [name])
    return AccessGroupID(truncatingIfNeeded: db.lastInsertedRowID)
  }

  public func renameAccessGroup(_ id: AccessGroupID, to name: String) throws {
    let name = try Text.title(name, field: "access group name")
    guard try reading.hasAccessGroup(id) else { throw StoreError.unknown("access group \(id)") }
    try refuseTakenGroupName(name, except: id)
    try db.executeCached(sql: "UPDATE access_groups SET name = ? WHERE id = ?", arguments: [name, id])
  }

  /// Takes every user and device out of the group and removes it.
  ///
  /// - Throws: ``StoreError/confirmationNeeded(_:)`` when more would leave a device than goes without (MODE-4).
  public func removeAccessGroup(_ id: AccessGroupID, confirm: String?, source: Source, at now: Int64) throws {
    guard try reading.hasAccessGroup(id) else { throw StoreError.unknown("access group \(id)") }
    try guardingRemovals(confirm: confirm) {
      let users = try String.fetchAll(
        db.cachedStatement(sql: "SELECT user_id FROM user_groups WHERE group_id = ? ORDER BY user_id"), arguments: [id])
      for text in users {
        try changeUser(try UserID(text), source: source, at: now) { user in
          user.record.rights.setAccessGroups(user.record.rights.accessGroups.filter { $0 != id })
        }
      }
      let devices = try UInt32.fetchAll(
        db.cachedStatement(sql: "SELECT device_id FROM device_groups WHERE group_id = ?"), arguments: [id])
      try db.executeCached(sql: "DELETE FROM device_groups WHERE group_id = ?", arguments: [id])
      try db.executeCached(sql: "UPDATE devices SET enrolment_group = NULL WHERE enrolment_group = ?", arguments: [id])
      for device in devices.compactMap({ DeviceID($0) }) { try requestReconcile(device, "access groups") }
    }
    try db.executeCached(sql: "DELETE FROM access_groups WHERE id = ?", arguments: [id])
  }

  private func refuseTakenGroupName(_ name: String, except id: AccessGroupID?) throws {
    let taken = try AccessGroupID.fetchOne(
      db.cachedStatement(sql: "SELECT id FROM access_groups WHERE name = ?"), arguments: [name])
    guard let taken, taken != id else { return }
    throw StoreError.conflict(field: "name", "an access group has this name already")
  }
}
