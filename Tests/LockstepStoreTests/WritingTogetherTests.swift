import GRDB
import LockstepCore
import LockstepTesting
import Synchronization
import Testing

@testable import LockstepStore

/// Several jobs in one transaction, on a real database file.
struct WritingTogetherTests {
  private struct Broken: Error {}

  private func adding(_ number: Int) -> Store.Job {
    { transaction in
      let record = UserRecord(id: try UserID("\(number)"))
      _ = try transaction.addUser(record, source: .operator("test"), at: 1)
    }
  }

  @Test("of jobs that share a transaction one that throws is undone alone, and told; the others are done, each once")
  func undoneAlone() async throws {
    try await StoreScene.runAsync { scene in
      let breaking: Store.Job = { transaction in
        try adding(18)(transaction)
        throw Broken()
      }
      let errors = try await scene.store.writeTogether([adding(17), breaking, adding(19)])
      #expect(errors.map { $0 is Broken } == [false, true, false])
      let users = try await scene.store.read { try $0.users(limit: 10) }
      #expect(users.map(\.record.id.text) == ["17", "19"])
      #expect(try await scene.store.read { try $0.head() } == 2)
    }
  }

  @Test("a job that is alone and throws is undone, and told")
  func undoneAsTheOnlyOne() async throws {
    try await StoreScene.runAsync { scene in
      let errors = try await scene.store.writeTogether([
        { transaction in
          try adding(18)(transaction)
          throw Broken()
        }
      ])
      #expect(errors.map { $0 is Broken } == [true])
      #expect(try await scene.store.read { try $0.users(limit: 10) }.isEmpty)
    }
  }

  @Test(
    "jobs that share a transaction cost no savepoint as long as none of them throws, nor does one alone",
    arguments: [1, 2])
  func withoutSavepoints(jobs: Int) async throws {
    try await StoreScene.runAsync { scene in
      let seen = Mutex<[String]>([])
      try await scene.store.writer.writeWithoutTransaction { db in
        db.trace(options: .statement) { event in
          if case .statement(let statement) = event { seen.withLock { $0.append(statement.sql) } }
        }
      }
      _ = try await scene.store.writeTogether((0..<jobs).map { adding(17 + $0) })
      try await scene.store.writer.writeWithoutTransaction { $0.trace() }
      let statements = seen.withLock { $0 }
      #expect(statements.contains { $0.hasPrefix("INSERT INTO users") })
      #expect(!statements.contains { $0.hasPrefix("SAVEPOINT") })
    }
  }

  @Test("who is told of a commit reads it at once, before anything that is written later")
  func readAfterWriting() async throws {
    try await StoreScene.runAsync { scene in
      let store = scene.store
      let seen = await withCheckedContinuation { told in
        store.writeTogether([adding(17)]) { _ in
          store.readAfterWriting {
            try $0.users(limit: 10).map(\.record.id.text)
          } then: {
            told.resume(returning: try? $0.get())
          }
          store.writeTogether([adding(18)]) { _ in }
        }
      }
      #expect(seen == ["17"])
      _ = try await store.writeTogether([])
      let users = try await store.read { try $0.users(limit: 10) }
      #expect(users.count == 2)
    }
  }

  @Test(
    "the log is written to the database every 64 MiB, and the writer keeps 24 MiB of pages: hot ones are written once")
  func pagesAreKept() async throws {
    try await StoreScene.runAsync { scene in
      let (checkpoint, cache) = try await scene.store.writer.writeWithoutTransaction { db in
        (try Int.fetchOne(db, sql: "PRAGMA wal_autocheckpoint"), try Int.fetchOne(db, sql: "PRAGMA cache_size"))
      }
      #expect(checkpoint == 16_384)
      #expect(cache == -24_576)
    }
  }
}
