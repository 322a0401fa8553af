import Foundation
import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

@Suite(.timeLimit(.minutes(1)))
struct ErasingTests {
  @Test(
    "DEL-7 SEC-5 of an erased person nothing is left: in no table, sealed or not, in no file of the database, in no form"
  )
  func nothingLeft() async throws {
    try await ErasedScene.runAsync { scene in
      let before = try scene.opened()
      #expect(scene.planted.filter { !$0.isIn(before) }.map(\.name) == [])
      #expect(PlantedValue("name", "Zelda Quincey").isIn(try scene.onDisk()))
      _ = try scene.store.write { try $0.eraseUser(scene.user, by: "Nora", at: 60) }
      try await scene.goOn()
      let after = try scene.opened()
      #expect(scene.planted.filter { $0.isIn(after) }.map(\.name) == [])
      let files = try scene.onDisk()
      #expect(scene.planted.filter { $0.isIn(files) }.map(\.name) == [])
      try scene.confirm()
      try await scene.goOn()
      #expect(try scene.note().state == .finished)
      // Those of others are there: the look finds what there is.
      let other = try await scene.store.read { try $0.owner(of: CardNumber(text: "5001")) }
      #expect(other != nil)
      #expect(PlantedValue("other", "v1@a.example").isIn(try scene.opened()))
      #expect(try scene.files.people().count == 6)
      try scene.store.close()
      let closed = try scene.onDisk()
      #expect(scene.planted.filter { $0.isIn(closed) }.map(\.name) == [])
    }
  }

  @Test("DEL-7 SEC-5 what is deleted is overwritten, also in a database that was there before the server started")
  func openedAgain() async throws {
    try await ErasedScene.runAsync { scene in
      try scene.store.close()
      let store = try StoreScene.reopen(scene.scene.directory)
      #expect(PlantedValue("name", "Zelda Quincey").isIn(try scene.onDisk()))
      _ = try store.write { try $0.eraseUser(scene.user, by: "Nora", at: 60) }
      try await scene.goOn(at: 70, store)
      let files = try scene.onDisk()
      #expect(scene.planted.filter { $0.isIn(files) }.map(\.name) == [])
      try store.close()
    }
  }

  @Test("DEL-7 once every device has confirmed, the ID is in the note and in lines of the audit log, and nowhere else")
  func bareID() async throws {
    try await ErasedScene.runAsync { scene in
      _ = try scene.store.write { try $0.eraseUser(scene.user, by: "Nora", at: 60) }
      try await scene.goOn()
      #expect(try scene.tablesNaming(scene.user) == ["audit", "erasures", "former_people", "tombstones"])
      try scene.confirm()
      try await scene.goOn(at: 80)
      #expect(try scene.tablesNaming(scene.user) == ["audit", "erasures"])
      let lines = try await scene.store.read { try $0.audit(object: "user \(scene.user)", limit: 10) }
      #expect(!lines.isEmpty && lines.allSatisfy { $0.before == nil && $0.after == nil && $0.actor.name == "Nora" })
      let note = try scene.note()
      #expect(note.user == scene.user && note.askedBy == "Nora" && note.askedAt == 60 && note.finishedAt == 80)
    }
  }

  @Test("DEL-7 it is pending, with the number of devices that have not confirmed, and finished when they have")
  func pending() async throws {
    try await ErasedScene.runAsync { scene in
      let second = try scene.scene.door(1002)
      _ = try scene.store.write { try $0.eraseUser(scene.user, by: "Nora", at: 60) }
      #expect(try scene.note().state == .erasing)
      try await scene.goOn()
      #expect(try scene.note().state == .pending && scene.note().waitingDevices == 2)
      try scene.confirm()
      try await scene.goOn()
      #expect(try scene.note().state == .pending && scene.note().waitingDevices == 1)
      let head = try await scene.store.read { try $0.head() }
      try scene.store.write { try $0.saveCursors([second: head]) }
      try scene.confirm()
      try await scene.goOn()
      #expect(try scene.note().state == .finished && scene.note().waitingDevices == 0)
      #expect(try await scene.store.read { try $0.openErasures().count } == 0)
    }
  }

  @Test("DEL-5 DEL-7 a device that was away for too long is not waited for; the note says that there is one")
  func absent() async throws {
    try await ErasedScene.runAsync { scene in
      _ = try scene.scene.door(1002)
      _ = try scene.store.write { try $0.eraseUser(scene.user, by: "Nora", at: 60) }
      try scene.confirm()
      _ = try scene.store.write { try $0.tidy(online: [scene.door.device], at: 181 * 86_400_000) }
      try await scene.goOn()
      let note = try scene.note()
      #expect(note.state == .finished && note.absentDevices == 1)
    }
  }

  @Test("DEL-7 somebody who was deleted before is erased as well, with what was kept for a restore")
  func deleted() async throws {
    try await ErasedScene.runAsync { scene in
      try scene.store.write { try $0.deleteUser(scene.user, at: 55) }
      #expect(PlantedValue("name", "Zelda Quincey").isIn(try scene.opened()))
      let first = try scene.store.write { try $0.eraseUser(scene.user, by: "Nora", at: 60) }
      try await scene.goOn()
      let after = try scene.opened()
      #expect(scene.planted.filter { $0.isIn(after) }.map(\.name) == [])
      // Asked for again meanwhile it is the same.
      #expect(try scene.store.write { try $0.eraseUser(scene.user, by: "Nora", at: 61) } == first)
      #expect(throws: StoreError.self) {
        try scene.store.write { try $0.restoreUser(scene.user, source: .operator("test"), at: 62) }
      }
    }
  }

  @Test("SEC-8 DEL-7 whoever is protected, or was never known, is refused by name, and nothing changes")
  func refused() async throws {
    try await ErasedScene.runAsync { scene in
      _ = try scene.store.write { store in
        try store.changeUser(scene.user, source: .operator("test"), at: 55) { $0.isProtected = true }
      }
      let error = #expect(throws: StoreError.self) {
        try scene.store.write { try $0.eraseUser(scene.user, by: "Nora", at: 60) }
      }
      #expect(error?.description.contains("user \(scene.user) is protected") == true)
      #expect(try await scene.store.read { try $0.user(scene.user) } != nil)
      let unknown = #expect(throws: StoreError.self) {
        try scene.store.write { try $0.eraseUser(UserID("4040"), by: "Nora", at: 60) }
      }
      #expect(unknown?.description.contains("user 4040") == true)
      #expect(try await scene.store.read { try $0.erasures(limit: 10) }.isEmpty)
    }
  }

  @Test("DEL-7 AUTO-2 a file that still has the person adds somebody new; the rest of what was held waits on")
  func fileAgain() async throws {
    try await ErasedScene.runAsync { scene in
      let project = scene.files.project.id
      let held = try await scene.store.read { try $0.heldItems(ofProject: project) }
      #expect(held.compactMap(\.item.action.user).contains(scene.user) && held.count == 3)
      _ = try scene.store.write { try $0.eraseUser(scene.user, by: "Nora", at: 60) }
      #expect(
        try await scene.store.read { try $0.heldItems(ofProject: project) }
          == held.filter { $0.item.action.user != scene.user })
      let text = FileScene.header + (0..<5).map { "Vera\($0),Holm,v\($0)@a.example,\(5000 + $0),s\($0)\n" }.joined()
      try scene.files.run(text + "Zelda,Quincey,zelda.quincey@planted.example,777777777,planted-sync-4711\n", at: 90)
      let again = try scene.files.person("Zelda Quincey")
      #expect(again.user != scene.user)
      try await scene.goOn()
      #expect(try await scene.store.read { try $0.user(again.user) } != nil)
    }
  }
}

extension ErasedScene {
  static func runAsync(_ body: (ErasedScene) async throws -> Void) async throws {
    try await FileScene.runAsync { files in try await body(try ErasedScene(files)) }
  }

  /// Tables that have the ID as a whole value, or in the name of an object.
  func tablesNaming(_ user: UserID) throws -> [String] {
    try store.read { reading in
      let tables = try String.fetchAll(
        reading.db,
        sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'user_search*' ORDER BY name")
      return try tables.filter { table in
        try Row.fetchAll(reading.db, sql: "SELECT * FROM \(table)").contains { row in
          row.databaseValues.contains { value in
            String.fromDatabaseValue(value).map { $0 == user.text || $0 == "user \(user)" } ?? false
          }
        }
      }
    }
  }
}
