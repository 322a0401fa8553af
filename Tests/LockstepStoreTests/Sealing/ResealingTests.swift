import Foundation
import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct ResealingTests {
  private func open(_ directory: URL, _ key: DataKey) throws -> Store {
    let identity = Store.Identity(server: Sample.server, digestKey: Sample.pin(1))
    return try Store.open(directory: directory, identity: identity, key: { _ in key }, makeDigest: { _ in .testing })
  }

  @Test(
    "SEC-5 sealed anew, everything opens with the new key and nothing with the old one; numbers are found as before")
  func resealed() throws {
    try SealedScene.run { scene in
      let (old, new) = (try StoreScene.key(), try StoreScene.key(3))
      let columns = try Self.sealedValues(scene.store)
      var parts: [Double] = []
      try scene.store.reseal(with: new) { parts.append($0) }
      #expect(parts.last == 1 && parts == parts.sorted())
      try scene.store.close()
      #expect(throws: StoreError.self) { try open(scene.directory, old) }
      let store = try open(scene.directory, new)
      defer { try? store.close() }
      #expect(try !store.hasTraces())
      try expectReadable(store, project: scene.files.project.id)
      // The old values, sealed and digests, stand nowhere in the file any more.
      let files = try scene.database()
      for (name, content) in files {
        #expect(columns.filter { PlantedValue("sealed", $0).isIn(content) } == [], "\(name)")
        #expect(scene.planted.filter { $0.isIn(content) } == [], "\(name)")
      }
      // Life goes on: a card of somebody is refused to others, and comes back with who is restored.
      let card = Card(kind: .csn, number: try SealedScene.number(13))
      let restored = try store.write { try $0.restoreUser(try UserID("3"), source: .operator("test"), at: 99) }
      #expect(restored.record.cards == [card])
      #expect(throws: StoreError.self) {
        try store.write { store in
          let other = UserRecord(id: try UserID("50"), cards: [card])
          try store.addUser(other, source: .operator("test"), at: 100)
        }
      }
    }
  }

  @Test("SEC-5 copies in clear go first: also where somebody reads, and the file is written anew at the next opening")
  func copiesInClear() throws {
    try SealedScene.run { scene in
      let new = try StoreScene.key(3)
      try scene.store.reseal(with: new)
      try scene.store.close()
      let copies = ["lockstep-before-schema-2.sqlite", "lockstep-before-schema-4.sqlite"]
        .map { scene.directory.appendingPathComponent($0) }
      for copy in copies { try Data("in clear".utf8).write(to: copy) }
      let reader = try DatabaseQueue(path: scene.directory.appendingPathComponent("lockstep.sqlite").path)
      try reader.inDatabase { db in
        try db.execute(sql: "BEGIN")
        _ = try Row.fetchOne(db, sql: "SELECT 1 FROM users")
        let store = try open(scene.directory, new)
        #expect(try store.hasTraces())
        for copy in copies { #expect(!FileManager.default.fileExists(atPath: copy.path)) }
        try store.close()
        try db.execute(sql: "ROLLBACK")
      }
      try reader.close()
      let store = try open(scene.directory, new)
      defer { try? store.close() }
      #expect(try !store.hasTraces())
    }
  }

  @Test("SEC-5 a sealing anew that is undone leaves everything under the key that it has")
  func undone() throws {
    try SealedScene.run { scene in
      // One value that does not open stops it, before anything is committed.
      try scene.store.write { try $0.db.execute(sql: "UPDATE audit SET after = 'AAAA' WHERE after IS NOT NULL") }
      #expect(throws: StoreError.self) { try scene.store.reseal(with: try StoreScene.key(3)) }
      try scene.store.close()
      let store = try open(scene.directory, try StoreScene.key())
      defer { try? store.close() }
      #expect(try store.read { try $0.existingUser(try UserID("1")) }.record.pin == Sample.pin(11))
    }
  }

  /// Every sealed value and digest as it is stored.
  private static func sealedValues(_ store: Store) throws -> [[UInt8]] {
    try store.read { reading in
      var values: [[UInt8]] = []
      for column in SealedColumn.all {
        let sql = "SELECT \(column.name) FROM \(column.table) WHERE length(\(column.name)) > 28"
        values +=
          column.isText
          ? try String.fetchAll(reading.db, sql: sql).map { Array($0.utf8) }
          : try Data.fetchAll(reading.db, sql: sql).map(Array.init)
      }
      for sql in ["SELECT digest FROM cards", "SELECT number_digest FROM people", "SELECT key_id FROM server"] {
        values += try Data.fetchAll(reading.db, sql: sql).map(Array.init)
      }
      return values
    }
  }
}
