import Foundation
import GRDB
public import LockstepCore

extension ReadTransaction {
  /// Users in the order of their IDs' text.
  ///
  /// - Parameters:
  ///   - text: part of ID, name or e-mail address, whatever its case; nil for all.
  ///   - group: only those of this access group.
  ///   - after: the last ID of the page before.
  public func users(
    matching text: String? = nil, in group: AccessGroupID? = nil, after: String = "", limit: Int
  ) throws -> [ServerUser] {
    var conditions = ["users.id > ?"]
    var arguments: StatementArguments = [after]
    if let text {
      let pattern = Self.pattern(text)
      conditions.append(#"(id LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\' OR email LIKE ? ESCAPE '\')"#)
      arguments += [pattern, pattern, pattern]
    }
    if let group {
      conditions.append(
        "EXISTS (SELECT 1 FROM user_groups WHERE user_groups.user_id = users.id AND user_groups.group_id = ?)")
      arguments += [group]
    }
    return try Row.fetchAll(
      db, sql: "SELECT * FROM users WHERE \(conditions.joined(separator: " AND ")) ORDER BY id LIMIT ?",
      arguments: arguments + [limit]
    ).map(ServerUser.init(row:))
  }

  /// Every user's ID in a device's scope; of all users when there is no scope.
  public func userIDs(inScopeOf device: DeviceID) throws -> [UserID] {
    let scope = try mode().scope
    let condition = scope == .none ? "1" : Self.scope(scope, device)
    return try String.fetchAll(db, sql: "SELECT id FROM users WHERE \(condition) ORDER BY id").map { try UserID($0) }
  }

  private static func pattern(_ text: String) -> String {
    var pattern = "%"
    for character in text {
      if #"%_\"#.contains(character) { pattern += #"\"# }
      pattern.append(character)
    }
    return pattern + "%"
  }
}
