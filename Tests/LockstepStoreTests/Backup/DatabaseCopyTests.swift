import Foundation
import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct DatabaseCopyTests {
  @Test("a copy is one snapshot, made while somebody writes, and needs nothing beside it")
  func whileWriting() throws {
    try StoreScene.run { scene in
      let (store, directory) = (scene.store, scene.directory)
      for number in 1...500 {
        let record = UserRecord(id: try UserID("\(number)"), name: String(repeating: "n", count: 40))
        try store.write { _ = try $0.addUser(record, source: .operator("test"), at: 1) }
      }
      let copy = directory.appendingPathComponent("copy.sqlite")
      var parts: [Double] = []
      try DatabaseCopy.make(of: directory, at: copy) { part in
        parts.append(part)
        // Between two steps of the copy.
        _ = try? store.write { try $0.deleteUser(try UserID("1"), at: 2) }
      }
      #expect(parts.last == 1)
      let facts = try DatabaseCopy.check(copy)
      #expect(facts.users == 500 && facts.server == Sample.server && facts.schema == Schema.versions.last)
      #expect(facts.head == 500)
      #expect(try store.read { try $0.userCount() } == 499)
      #expect(!FileManager.default.fileExists(atPath: copy.path + "-wal"))
    }
  }

  @Test("SEC-5 a copy carries nothing away of what was removed from a database that is not rid of it yet")
  func traces() throws {
    try StoreScene.run { scene in
      let (store, directory) = (scene.store, scene.directory)
      let removed = PlantedValue("a removed value", "planted and removed 4711")
      try store.writer.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA secure_delete = OFF")
        try db.execute(sql: "CREATE TABLE removed (text TEXT)")
        try db.inTransaction {
          for _ in 0..<500 { try db.execute(sql: "INSERT INTO removed VALUES ('planted and removed 4711')") }
          return .commit
        }
        try db.execute(sql: "DROP TABLE removed")
      }
      // The same look finds it where nobody says that there is something.
      for hasTraces in [false, true] {
        try store.writer.write { try $0.execute(sql: "UPDATE server SET has_traces = ?", arguments: [hasTraces]) }
        let copy = directory.appendingPathComponent("copy-\(hasTraces).sqlite")
        try DatabaseCopy.make(of: directory, at: copy) { _ in }
        #expect(removed.isIn(try Data(contentsOf: copy)) == !hasTraces)
      }
    }
  }

  @Test("a damaged copy is found by reading it through")
  func damaged() throws {
    try StoreScene.run { scene in
      let (store, directory) = (scene.store, scene.directory)
      try store.write { _ = try $0.addUser(try People.bruno(), source: .operator("test"), at: 1) }
      let copy = directory.appendingPathComponent("copy.sqlite")
      try DatabaseCopy.make(of: directory, at: copy) { _ in }
      try store.close()
      let whole = try Data(contentsOf: copy)
      try whole.prefix(whole.count / 2).write(to: copy)
      #expect(throws: StoreError.self) { try DatabaseCopy.check(copy) }
      try Data("no database at all, but long enough to be looked at as one".utf8).write(to: copy)
      #expect(throws: StoreError.self) { try DatabaseCopy.check(copy) }
    }
  }

  @Test("FAIL-3 a restored database is behind at once, with one entry under Needs attention")
  func restored() throws {
    let store = try Store(
      DatabaseQueue(), identity: Store.Identity(server: Sample.server, digestKey: Sample.pin(1)),
      key: StoreScene.key(), makeDigest: { _ in .testing })
    for _ in 0..<2 { try store.write { try $0.noteRestored(copyOf: "2026-11-21T08:00:00Z", at: 1) } }
    #expect(try store.read { try $0.behind() }?.contains("2026-11-21T08:00:00Z") == true)
    let open = try store.read { try Int.fetchOne($0.db, sql: "SELECT count(*) FROM attention WHERE closed_at IS NULL") }
    #expect(open == 1)
  }
}
