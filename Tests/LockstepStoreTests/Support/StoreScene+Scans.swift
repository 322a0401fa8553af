import GRDB
import LockstepCore
import Synchronization

@testable import LockstepStore

extension StoreScene {
  /// Every statement of a transaction, in order.
  func statements(_ body: @Sendable @escaping (WriteTransaction) throws -> Void) throws -> [String] {
    try store.writer.write { db in
      let statements = Mutex<[String]>([])
      db.trace(options: .statement) { event in
        if case .statement(let statement) = event { statements.withLock { $0.append(statement.sql) } }
      }
      defer { db.trace() }
      try body(WriteTransaction(db: db, store: store))
      return statements.withLock { $0 }
    }
  }

  /// The statements of a transaction that read a whole table of those that grow with users, doors or time.
  func scans(_ body: @Sendable @escaping (WriteTransaction) throws -> Void) throws -> [String] {
    try store.writer.write { db in
      let statements = Mutex<[String]>([])
      db.trace(options: .statement) { event in
        if case .statement(let statement) = event { statements.withLock { $0.append(statement.sql) } }
      }
      try body(WriteTransaction(db: db, store: store))
      db.trace()
      let queries = statements.withLock { $0 }.filter { !$0.hasPrefix("--") && !$0.uppercased().contains("SAVEPOINT") }
      return try Set(queries).sorted().filter { query in
        let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN \(query)")
        statement.setUncheckedArguments(StatementArguments())
        return try Row.fetchAll(statement).contains { row in
          let detail: String = row["detail"]
          return [
            "users", "attention", "tasks", "transfer_items", "waiting_pulls", "events", "tombstones", "superseded",
          ]
          .contains { detail == "SCAN \($0)" || detail.hasPrefix("SCAN \($0) ") }
        }
      }
    }
  }
}
