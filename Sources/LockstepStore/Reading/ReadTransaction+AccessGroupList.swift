import GRDB
public import LockstepCore

extension ReadTransaction {
  /// In the order of their numbers.
  public func accessGroups(after: AccessGroupID = 0, limit: Int) throws -> [StoredAccessGroup] {
    try Row.fetchAll(
      db.cachedStatement(sql: "\(Self.groupsWithCounts) WHERE id > ? ORDER BY id LIMIT ?"), arguments: [after, limit]
    ).map(StoredAccessGroup.init(row:))
  }

  /// - Throws: ``StoreError/unknown(_:)``.
  public func accessGroup(_ id: AccessGroupID) throws -> StoredAccessGroup {
    let row = try Row.fetchOne(db.cachedStatement(sql: "\(Self.groupsWithCounts) WHERE id = ?"), arguments: [id])
    guard let row else { throw StoreError.unknown("access group \(id)") }
    return StoredAccessGroup(row: row)
  }

  private static let groupsWithCounts = """
    SELECT id, name, (SELECT COUNT(*) FROM user_groups WHERE group_id = access_groups.id) AS users,
      (SELECT COUNT(*) FROM device_groups WHERE group_id = access_groups.id) AS devices FROM access_groups
    """
}

extension StoredAccessGroup {
  fileprivate init(row: Row) {
    self.init(id: row["id"], name: row["name"], userCount: row["users"], deviceCount: row["devices"])
  }
}
