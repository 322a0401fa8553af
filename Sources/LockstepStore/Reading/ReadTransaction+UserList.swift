import Foundation
import GRDB
public import LockstepCore

extension ReadTransaction {
  /// A page of users: in the order of their IDs' text, or, with a text of three characters and more, in the order in
  /// which they were enrolled, so that a page costs the same however many there are.
  ///
  /// - Parameters:
  ///   - text: part of ID, name or e-mail address, whatever its case; of one or two characters, their beginning. Nil is
  ///     all.
  ///   - byCardNumber: whether the text may also be a whole card number, whose owner is then one of them.
  ///   - group: only those of this access group.
  ///   - after: the ``cursor(of:matching:)`` of the last user of the page before.
  public func users(
    matching text: String? = nil, byCardNumber: Bool = false, in group: AccessGroupID? = nil, after: String = "",
    limit: Int
  ) throws -> [ServerUser] {
    // No text that is kept has one, and the search would take it for the end of its question.
    if let text, text.unicodeScalars.contains("\0") { return [] }
    let owner = try byCardNumber ? text.flatMap { try? CardNumber(text: $0) }.flatMap(owner) : nil
    if let text, Self.isLong(text) {
      return try users(with: text, owner, in: group, after: Int64(after) ?? 0, limit: limit)
    }
    var source = "users"
    var conditions = ["users.id > ?"]
    var arguments: StatementArguments = [after]
    var order = "users.id"
    if let group {
      source = "user_groups CROSS JOIN users ON users.id = user_groups.user_id"
      conditions = ["user_groups.group_id = ?", "user_groups.user_id > ?"]
      arguments = [group, after]
      order = "user_groups.user_id"
    }
    if let text {
      conditions.append(owner == nil ? Self.beginning : "(users.id = ? OR \(Self.beginning))")
      let (from, to) = (text, text + "\u{10FFFF}")
      if let owner { arguments += [owner.text] }
      arguments += [from.lowercased(), to.lowercased(), from, to, from, to]
    }
    return try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT \(Self.userColumns) FROM \(source) WHERE \(conditions.joined(separator: " AND "))
          ORDER BY \(order) LIMIT ?
          """),
      arguments: arguments + [limit]
    ).map(serverUser)
  }

  /// Who has a part of three characters and more: those in the index of the search, those who wait to be put into it, and
  /// the owner of a card. Each of the three is read in the order of incarnations, and no further than the page goes.
  private func users(
    with text: String, _ owner: UserID?, in group: AccessGroupID?, after: Incarnation, limit: Int
  ) throws -> [ServerUser] {
    var sources = [
      (
        "user_search.rowid",
        "user_search CROSS JOIN users ON users.incarnation = user_search.rowid",
        "user_search MATCH :phrase AND user_search.rowid > :after"
      ),
      (
        "search_waiting.incarnation",
        "search_waiting CROSS JOIN users ON users.incarnation = search_waiting.incarnation",
        "search_waiting.incarnation > :after AND \(Self.hasPart)"
      ),
    ]
    var arguments: StatementArguments = [
      "phrase": "\"" + text.replacingOccurrences(of: "\"", with: "\"\"", options: .literal) + "\"",
      "part": text.lowercased(), "after": after, "limit": limit,
    ]
    if let owner {
      // Who may have the part too.
      for index in sources.indices { sources[index].2 += " AND users.id <> :owner" }
      sources.append(("users.incarnation", "users", "users.incarnation > :after AND users.id = :owner"))
      arguments += ["owner": owner.text]
    }
    var isInGroup = ""
    if let group {
      isInGroup = " AND EXISTS (SELECT 1 FROM user_groups WHERE user_id = users.id AND group_id = :group)"
      arguments += ["group": group]
    }
    let parts = sources.map { place, source, condition in
      "SELECT \(Self.userColumns), \(place) AS place FROM \(source) WHERE \(condition)\(isInGroup)"
    }
    return try Row.fetchAll(
      db.cachedStatement(sql: parts.joined(separator: " UNION ALL ") + " ORDER BY place LIMIT :limit"),
      arguments: arguments
    ).map(serverUser)
  }

  private static let hasPart =
    "("
    + ["users.id", "users.name", "users.email"].map {
      "instr(\(DatabaseFunction.lowercase.name)(\($0)), :part)"
    }.joined(separator: " OR ") + ")"

  /// Where the page after a user begins.
  public static func cursor(of user: ServerUser, matching text: String?) -> String {
    text.map(isLong) ?? false ? "\(user.incarnation)" : user.record.id.text
  }

  /// Whether a text can be the place where a page begins.
  public static func isCursor(_ cursor: String, matching text: String?) -> Bool {
    text.map(isLong) ?? false ? Int64(cursor).map { $0 >= 0 } ?? false : (try? UserID(cursor)) != nil
  }

  /// Trigrams find what has three characters and more.
  private static func isLong(_ text: String) -> Bool { text.unicodeScalars.count >= 3 }

  /// Each an index's range.
  private static let beginning = """
    ((users.folded_id >= ? AND users.folded_id < ?)
      OR (users.name >= ? COLLATE NOCASE AND users.name < ? COLLATE NOCASE)
      OR (users.email <> '' AND users.email >= ? COLLATE NOCASE AND users.email < ? COLLATE NOCASE))
    """

  /// Every user's ID in a device's scope; of all users when there is no scope.
  public func userIDs(inScopeOf device: DeviceID) throws -> [UserID] {
    let scope = try mode().scope
    let condition = scope == .none ? "1" : Self.everybody(in: scope)
    return try String.fetchAll(
      db.cachedStatement(sql: "SELECT id FROM users WHERE \(condition) ORDER BY id"), arguments: Self.arguments(device)
    ).map { try UserID($0) }
  }
}
