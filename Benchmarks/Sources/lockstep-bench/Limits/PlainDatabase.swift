import Foundation
import GRDBSQLite

/// SQLite with nothing in between: what the machine allows, with the durability of the store.
final class PlainDatabase {
  private var handle: OpaquePointer?

  struct Failure: Error {
    let message: String
  }

  init(_ file: URL) throws {
    try check(sqlite3_open_v2(file.path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil))
    // As the store opens it.
    for pragma in [
      "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "wal_autocheckpoint = 16384",
      "cache_size = -24576",
    ] {
      try execute("PRAGMA \(pragma)")
    }
  }

  deinit { sqlite3_close_v2(handle) }

  func execute(_ sql: String) throws { try check(sqlite3_exec(handle, sql, nil, nil, nil)) }

  func prepare(_ sql: String) throws -> PlainStatement {
    var statement: OpaquePointer?
    try check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
    guard let statement else { throw Failure(message: "no statement: \(sql)") }
    return PlainStatement(statement)
  }

  /// The first column of the first row; nil where there is none.
  func integer(_ sql: String) throws -> Int64? {
    let statement = try prepare(sql)
    return try statement.step() ? statement.integer(0) : nil
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw Failure(message: handle.map { String(cString: sqlite3_errmsg($0)) } ?? "") }
  }
}
