import Foundation
import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

@Suite(.timeLimit(.minutes(1)))
struct ErasingStepsTests {
  private func erase(_ scene: ErasedScene) async throws {
    _ = try scene.store.write { try $0.eraseUser(scene.user, by: "Nora", at: 60) }
    try await scene.goOn()
  }

  private func logs(_ scene: ErasedScene) async throws -> [String] {
    try await scene.store.read { try $0.events(EventQuery(kind: .log, limit: 10_000)) }
      .map { "\($0.log ?? 0): \($0.user ?? "nobody")" }
  }

  @Test("LOG-1 LOG-4 DEL-7 entries keep their numbers: one that comes again is the same, one that differs is a clone's")
  func numbering() async throws {
    try await ErasedScene.runAsync { scene in
      try await erase(scene)
      #expect(try await logs(scene) == ["1: nobody", "2: nobody", "3: 1000000001"])
      let again = try scene.scene.ingest(
        [
          LogEntry(
            id: 1, time: 100, code: .updateSuccess, origin: .device, user: scene.user.text, detail: "planted detail"),
          LogEntry(id: 2, time: 101, code: .verifySuccess, origin: .device, user: scene.user.text),
        ], scene.door)
      #expect(again.stored == 0 && again.mark == 3)
      let device = scene.door.device
      #expect(try await scene.store.read { try $0.device(device).hold } == nil)
      try scene.scene.ingest(
        [LogEntry(id: 2, time: 999, code: .verifySuccess, origin: .device, user: scene.user.text)], scene.door)
      #expect(try await scene.store.read { try $0.device(device).hold } == .suspended)
    }
  }

  @Test(
    "DEL-7 what a device that has not confirmed brings of an erased person is not kept, and the person is removed there"
  )
  func brought() async throws {
    try await ErasedScene.runAsync { scene in
      let base = try await scene.store.read { try $0.existingUser(scene.user) }
      try await erase(scene)
      try scene.scene.ingest(
        [
          LogEntry(
            id: 4, time: 110, code: .verifySuccess, origin: .device, user: scene.user.text, detail: "planted detail"),
          LogEntry(id: 5, time: 111, code: .updateSuccess, origin: .device, user: scene.user.text),
        ], scene.door)
      #expect(try await logs(scene).suffix(2) == ["4: nobody", "5: nobody"])
      let edited = try SealedScene.person(scene.user.text, 62)
      let taken = try scene.store.write {
        try $0.takeIn(
          scene.user,
          DeviceRecord(
            record: edited, base: Sample.base(base.revision, incarnation: base.incarnation), isEdited: true, editMark: 5
          ),
          log: 5, session: scene.door, at: 65)
      }
      #expect(taken.outcome == .notTakenIn)
      let text = scene.user.text
      #expect(try await scene.store.read { try $0.entries(EntryQuery(user: text, isOpen: nil, limit: 10)) }.isEmpty)
      let after = try scene.opened()
      #expect(scene.planted.filter { $0.isIn(after) }.map(\.name) == [])
      #expect(try scene.scene.work(scene.door.device).removals.map(\.user).contains(scene.user))
    }
  }

  @Test("DEL-4 DEL-7 somebody new under the same ID is left alone")
  func usedAgain() async throws {
    try await ErasedScene.runAsync { scene in
      _ = try scene.store.write { try $0.eraseUser(scene.user, by: "Nora", at: 60) }
      let record = UserRecord(id: scene.user, name: "Nina New")
      _ = try scene.store.write { try $0.addUser(record, source: .operator("test"), at: 61) }
      try await scene.goOn()
      try scene.confirm()
      try scene.scene.ingest(
        [LogEntry(id: 4, time: 110, code: .verifySuccess, origin: .device, user: scene.user.text)], scene.door)
      try await scene.goOn()
      #expect(try scene.note().state == .finished)
      #expect(try await scene.store.read { try $0.user(scene.user)?.record.name } == "Nina New")
      #expect(try await logs(scene).last == "4: \(scene.user)")
      #expect(try await scene.store.read { try $0.users(matching: "nina", limit: 5) }.count == 1)
    }
  }

  @Test("DEL-7 many entries are done in steps of bounded size")
  func steps() async throws {
    try await ErasedScene.runAsync { scene in
      let entries = (4...1300).map {
        LogEntry(id: LogID($0), time: 200, code: .verifySuccess, origin: .device, user: scene.user.text)
      }
      try scene.scene.ingest(entries, scene.door)
      _ = try scene.store.write { try $0.eraseUser(scene.user, by: "Nora", at: 60) }
      let before = try await logs(scene).count { $0.hasSuffix(": nobody") }
      _ = try scene.store.write { try $0.continueErasing(at: 61) }
      #expect(try await logs(scene).count { $0.hasSuffix(": nobody") } <= before + 500)
      #expect(try await scene.goOn() > 3)
      #expect(try await logs(scene) == (1...1300).map { $0 == 3 ? "3: 1000000001" : "\($0): nobody" })
    }
  }

  @Test("DEL-7 the parts of the name are gone from the index of the search, others are found as before")
  func search() async throws {
    try await ErasedScene.runAsync { scene in
      // With so many everybody has come into the index.
      try scene.scene.add(1001...1064)
      try await erase(scene)
      #expect(try await scene.store.read { try $0.users(matching: "quincey", limit: 5) }.isEmpty)
      #expect(try await scene.store.read { try $0.users(matching: "vera1", limit: 5) }.count == 1)
      let terms = try scene.store.write { store in
        try store.db.execute(sql: "CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, user_search, row)")
        return try String.fetchSet(store.db, sql: "SELECT term FROM temp.terms")
      }
      #expect(terms.contains("vera1".prefix(3).description))
      #expect(terms.isDisjoint(with: ["quin", "qui", "zel", "lda", "@pl"]))
      // What the index shows leaves out what was deleted; its blocks have it until they are merged, and then there is
      // nothing left to merge.
      func blocks() throws -> [Data] {
        try scene.store.read {
          try Data.fetchAll($0.db, sql: "SELECT block FROM user_search_data ORDER BY id")
        }
      }
      let before = try blocks()
      try scene.store.write { try $0.db.execute(sql: "INSERT INTO user_search (user_search) VALUES ('optimize')") }
      #expect(try blocks() == before)
    }
  }
}
