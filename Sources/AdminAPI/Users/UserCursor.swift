import LockstepStore

/// Where a page of users begins, which depends on what was searched for.
enum UserCursor {
  /// - Throws: ``RequestError/parameter(_:_:)`` for a text that is no cursor of such a page.
  static func checked(_ cursor: String?, matching text: String?) throws -> String {
    guard let cursor else { return "" }
    guard ReadTransaction.isCursor(cursor, matching: text) else {
      throw RequestError.parameter("cursor", "the next of a page with the same q")
    }
    return cursor
  }
}
