import GRDBSQLite

/// A statement that was compiled once.
final class PlainStatement {
  private let statement: OpaquePointer
  /// SQLite copies what is bound.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  init(_ statement: OpaquePointer) { self.statement = statement }

  deinit { sqlite3_finalize(statement) }

  func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(statement, index, value) }

  func bind(_ text: String, at index: Int32) { sqlite3_bind_text(statement, index, text, -1, Self.copied) }

  /// To its end; it can be bound anew then.
  func run() throws {
    var code = sqlite3_step(statement)
    while code == SQLITE_ROW { code = sqlite3_step(statement) }
    guard sqlite3_reset(statement) == SQLITE_OK, code == SQLITE_DONE else {
      throw PlainDatabase.Failure(message: "a statement failed with \(code)")
    }
  }

  // MARK: Rows

  /// - Returns: whether there is one more row.
  func step() throws -> Bool {
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw PlainDatabase.Failure(message: "a statement failed with \(code)")
    }
  }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  func text(_ column: Int32) -> String { sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "" }

  func bytes(_ column: Int32) -> [UInt8] {
    [UInt8](
      UnsafeRawBufferPointer(
        start: sqlite3_column_blob(statement, column), count: Int(sqlite3_column_bytes(statement, column))))
  }
}
