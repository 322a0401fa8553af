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

  /// Those that grow with users, doors or time.
  private static let growing = [
    "users", "attention", "tasks", "transfer_items", "waiting_pulls", "events", "tombstones", "superseded", "people",
  ]

  /// The statements of a transaction that read a whole table of those that grow with users, doors or time.
  func scans(_ body: @Sendable @escaping (WriteTransaction) throws -> Void) throws -> [String] {
    try plans(body).filter { plan in plan.steps.contains(where: Self.isScan) }.map(\.query)
  }

  /// Those that read such a table anew for each row of something else.
  func repeatedScans(_ body: @Sendable @escaping (WriteTransaction) throws -> Void) throws -> [String] {
    try plans(body).filter { plan in
      zip(plan.steps, plan.steps.dropFirst()).contains { $0.hasPrefix("CORRELATED") && Self.isScan($1) }
    }.map(\.query)
  }

  private static func isScan(_ step: String) -> Bool {
    growing.contains { step == "SCAN \($0)" || step.hasPrefix("SCAN \($0) ") }
  }

  /// How the database would carry out each statement of a transaction.
  private func plans(
    _ body: @Sendable @escaping (WriteTransaction) throws -> Void
  ) throws -> [(query: String, steps: [String])] {
    try store.writer.write { db in
      let statements = Mutex<[String]>([])
      db.trace(options: .statement) { event in
        if case .statement(let statement) = event { statements.withLock { $0.append(statement.sql) } }
      }
      try body(WriteTransaction(db: db, store: store))
      db.trace()
      let queries = statements.withLock { $0 }.filter { !$0.hasPrefix("--") && !$0.uppercased().contains("SAVEPOINT") }
      return try Set(queries).sorted().map { query in
        let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN \(query)")
        statement.setUncheckedArguments(StatementArguments())
        return (query, try Row.fetchAll(statement).map { $0["detail"] })
      }
    }
  }
}
