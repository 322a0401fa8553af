import GRDB

/// Statements that run again and again: compiled once a connection.
extension Database {
  func executeCached(sql: String, arguments: StatementArguments = StatementArguments()) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }

  /// The first row, read where it is: `Row.fetchOne` makes a copy of all columns.
  func readFirst<Value>(
    sql: String, arguments: StatementArguments = StatementArguments(), _ read: (Row) throws -> Value
  ) throws -> Value? {
    let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
    return try withExtendedLifetime(rows) { try rows.next().map(read) }
  }
}
