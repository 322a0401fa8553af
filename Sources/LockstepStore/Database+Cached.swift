import GRDB

/// Statements that run for every user of a file: compiled once a connection.
extension Database {
  func executeCached(sql: String, arguments: StatementArguments = StatementArguments()) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }
}
