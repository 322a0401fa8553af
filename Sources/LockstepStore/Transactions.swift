import Foundation
import GRDB
public import LockstepCore

/// A snapshot of the database. Its methods are grouped by topic in extensions, one file a topic.
public struct ReadTransaction {
  let db: Database
  let store: Store
}

/// A transaction that writes; what it reads includes what it wrote.
public struct WriteTransaction {
  let db: Database
  let store: Store

  public var reading: ReadTransaction { ReadTransaction(db: db, store: store) }
}

extension ReadTransaction {
  /// The highest revision given out.
  public func head() throws -> Revision { try Int64.fetchOne(db.cachedStatement(sql: "SELECT head FROM server")) ?? 0 }

  public func highestIncarnation() throws -> Incarnation {
    try Int64.fetchOne(db.cachedStatement(sql: "SELECT incarnation FROM server")) ?? 0
  }

  /// Why the server is behind its devices, nil when it is not (FAIL-3).
  public func behind() throws -> String? {
    try String.fetchOne(db.cachedStatement(sql: "SELECT behind FROM server WHERE behind IS NOT NULL"))
  }

  public func userCount() throws -> Int {
    try Int.fetchOne(db.cachedStatement(sql: "SELECT user_count FROM server")) ?? 0
  }
}

extension WriteTransaction {
  /// Writes what is there already: its commit shows whether the database can be written.
  public func writeNothing() throws { try db.writeNothing() }

  func nextRevision() throws -> Revision {
    try Int64.fetchOne(db.cachedStatement(sql: "UPDATE server SET head = head + 1 RETURNING head")) ?? 0
  }

  /// The next revision and incarnation, for one user more.
  func countNewUser() throws -> (Revision, Incarnation) {
    let counted: (Revision, Incarnation)? = try db.readFirst(
      sql: """
        UPDATE server SET head = head + 1, incarnation = incarnation + 1, user_count = user_count + 1
        RETURNING head, incarnation
        """
    ) { ($0[0], $0[1]) }
    guard let counted else { throw StoreError.damaged("the table server is empty") }
    return counted
  }
}

extension Database {
  /// There and back: SQLite does not write a row that is as it was.
  func writeNothing() throws {
    try executeCached(sql: "UPDATE server SET head = head + 1")
    try executeCached(sql: "UPDATE server SET head = head - 1")
  }
}

extension Epoch {
  /// SQLite's integers are signed.
  var stored: Int64 { Int64(bitPattern: self) }
  init(stored: Int64) { self.init(bitPattern: stored) }
}

extension UInt128 {
  var data: Data { Data(bigEndianBytes) }
  init(data: Data) { self = data.reduce(0) { $0 << 8 | UInt128($1) } }
}
