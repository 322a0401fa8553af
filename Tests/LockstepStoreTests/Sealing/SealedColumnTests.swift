import Foundation
import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

struct SealedColumnTests {
  @Test("SEC-5 no planted value stands in any table, in the database's file or in its log, in any form")
  func nothingInClear() throws {
    try SealedScene.run { scene in
      let values = try scene.values()
      #expect(scene.planted.filter { $0.isIn(values) } == [])
      // What may be seen is found by the same look: names, and e-mail addresses.
      #expect(PlantedValue("name", "Person 1").isIn(values) && PlantedValue("e-mail", "ella@a.example").isIn(values))
      let running = try scene.database()
      #expect(running["lockstep.sqlite-wal"]?.isEmpty == false)
      for (name, content) in running { #expect(scene.planted.filter { $0.isIn(content) } == [], "\(name)") }
      try scene.store.close()
      let closed = try scene.database().values.reduce(Data(), +)
      #expect(scene.planted.filter { $0.isIn(closed) } == [])
      #expect(PlantedValue("name", "Person 1").isIn(closed))
    }
  }

  @Test("SEC-5 each sealed column has something in the scene that is looked through", arguments: SealedColumn.all)
  func everyColumn(column: SealedColumn) throws {
    try SealedScene.run { scene in
      let lengths = try scene.store.read {
        try Int.fetchAll(
          $0.db, sql: "SELECT length(\(column.name)) FROM \(column.table) WHERE \(column.name) IS NOT NULL")
      }
      #expect(lengths.contains { $0 > 28 }, "\(column.table).\(column.name)")
    }
  }

  @Test("SEC-5 what was sealed is read back: users, differences, kept records, people, held rows, history, mail, audit")
  func readBack() throws {
    try SealedScene.run { scene in
      try expectReadable(scene.store, project: scene.files.project.id)
      let entries = try scene.store.read { try $0.entries(EntryQuery(limit: 100)) }
      let card = Slot.card(Card(kind: .csn, number: try SealedScene.number(11)))
      #expect(entries.contains { $0.slot == card })
    }
  }

  @Test("SEC-5 a value that somebody put into another row does not open")
  func moved() throws {
    try SealedScene.run { scene in
      try scene.store.write {
        try $0.db.execute(sql: "UPDATE users SET record = (SELECT record FROM users WHERE id = '1') WHERE id = '2'")
      }
      #expect(throws: StoreError.self) { try scene.store.read { try $0.user(try UserID("2")) } }
      #expect(try scene.store.read { try $0.user(try UserID("1")) } != nil)
    }
  }

  @Test("SEC-5 another key is refused, and nothing is touched")
  func otherKey() throws {
    try SealedScene.run { scene in
      let before = try scene.values()
      try scene.store.close()
      let identity = Store.Identity(server: Sample.server, digestKey: Sample.pin(1))
      let error = #expect(throws: StoreError.self) {
        try Store.open(
          directory: scene.directory, identity: identity, key: { _ in try StoreScene.key(3) },
          makeDigest: { _ in .testing })
      }
      #expect(error?.description.contains("another data key") == true)
      let store = try StoreScene.reopen(scene.directory)
      defer { try? store.close() }
      try expectReadable(store, project: scene.files.project.id)
      #expect(try SealedScene.values(store) == before)
    }
  }
}

/// Everything that a ``SealedScene`` has sealed opens.
func expectReadable(_ store: Store, project: Int64) throws {
  try store.read { store in
    let ada = try store.existingUser(try UserID("1"))
    #expect(ada.record.pin == Sample.pin(11) && ada.record.cards.contains { $0.number.bytes.last == 11 })
    #expect(ada.details.phone == "+41 79 555 01 23" && ada.details.customFields == ["locker": "planted locker 4711"])
    #expect(try store.owner(of: SealedScene.number(11)) == ada.record.id)
    #expect(try store.restorableUsers(limit: 10).map(\.name) == ["Person 3"])
    let kinds = Set(try store.entries(EntryQuery(limit: 100)).filter { $0.value != nil }.map(\.kind))
    #expect(kinds.isSuperset(of: [.difference, .editedAfterDeletion, .saveFailed]))
    let origins = try store.provenance(of: ada.incarnation).map(\.slot)
    #expect(origins.contains(.card(Card(kind: .csn, number: try SealedScene.number(11)))))
    let people = try store.people(PeopleQuery(project: project, limit: 10), at: 30)
    #expect(people.map(\.id) == [try SealedScene.number(20).decimal])
    let runs = try store.runs(ofProject: project, limit: 10)
    #expect(runs.map(\.outcome) == [.refused, .held])
    #expect(try store.runRows(runs[0].id, limit: 10).map(\.name) == [try SealedScene.number(21).decimal])
    #expect(try store.heldItems(ofProject: project).map { $0.item.row?.number } == [try SealedScene.number(11)])
    #expect(try store.mails(MailQuery(limit: 10)).contains { $0.kind == .fileErrors && !$0.content.isEmpty })
    #expect(try store.audit(limit: 1).first?.before == #"{"note":"planted before"}"#)
    #expect(try store.passwordHash(ofAdministrator: "Mona") == "planted password hash")
  }
}
