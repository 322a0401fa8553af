import Foundation
import GRDB
import LockstepCore
import LockstepTesting
import Testing

@testable import LockstepStore

@Suite("The schema and its migrations", .timeLimit(.minutes(1)))
struct SchemaTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/Databases")

  private func directory() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-schema-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  private func open(_ directory: URL) throws -> Store {
    let server = try #require(ServerID(Array(repeating: 9, count: 16)))
    return try Store.open(
      directory: directory, identity: Store.Identity(server: server, digestKey: Array(repeating: 7, count: 32)),
      key: { _ in try StoreScene.key() }
    ) { _ in .testing }
  }

  @Test(
    "a database of every schema version that was ever released is opened, with its people", arguments: Schema.released)
  func everyVersion(version: String) async throws {
    let directory = try directory()
    defer { try? FileManager.default.removeItem(at: directory) }
    try FileManager.default.copyItem(
      at: Self.folder.appendingPathComponent("schema-\(version).sqlite"),
      to: directory.appendingPathComponent("lockstep.sqlite"))
    let store = try open(directory)
    let ada = try await store.read { try $0.user(try UserID("17")) }
    #expect(ada?.record.name == "Ada Quill")
    #expect(ada?.record.cards.count == 1)
    #expect(ada?.record.fingerprints.count == 1)
    #expect(try await store.read { try $0.userCount() } == (version < "4" ? 2 : 6))
    #expect(try await store.read { try $0.hasTombstone(try UserID("19")) })
    #expect(try await store.read { try $0.registeredDevices().count } == (version < "4" ? 2 : 4))
    #expect(try await store.read { try $0.owner(of: try CardNumber(text: "12345")) } == UserID("17"))
    if version >= "4" { try expectFourth(store) }
    try store.close()
  }

  /// What stands in clear in the database of a version that did not seal.
  private static func inClear(_ file: URL) throws -> [PlantedValue] {
    let queue = try DatabaseQueue(path: file.path)
    defer { try? queue.close() }
    return try queue.read { db in
      let records = ["users", "deleted_users"]
      var values: [PlantedValue] = []
      for sql in records.map({ "SELECT record FROM \($0)" }) {
        for bytes in try Data.fetchAll(db, sql: sql) {
          let record = try RecordBytes.decode(Array(bytes))
          values += PlantedValue.values(of: record, record.name)
        }
      }
      let texts = ["SELECT slot FROM provenance WHERE slot GLOB 'card:*'"]
      values += try texts.flatMap { try String.fetchAll(db, sql: $0) }.map { PlantedValue($0, $0) }
      values.append(
        PlantedValue("digest key", Array(try Data.fetchOne(db, sql: "SELECT digest_key FROM server") ?? Data())))
      return values
    }
  }

  /// What is in the database of the fourth schema besides.
  private static func plantedInFourth() throws -> [PlantedValue] {
    let numbers = try [0x31, 0x33, 0x34, 0x35, 0x36, 0x37].map { PlantedValue("number \($0)", try Self.number($0)) }
    let texts = ["planted-locker-4711", "planted-password-hash", "+41 79 555 01 23", "+41 79 555 01 24"]
    return numbers + texts.map { PlantedValue($0, $0) }
  }

  @Test(
    "SEC-5 opening a database that was not sealed seals it: nothing is in clear any more, in it, beside it, in its log",
    arguments: Schema.released.filter { $0 < "5" })
  func sealed(version: String) async throws {
    let directory = try directory()
    defer { try? FileManager.default.removeItem(at: directory) }
    let fixture = Self.folder.appendingPathComponent("schema-\(version).sqlite")
    let file = directory.appendingPathComponent("lockstep.sqlite")
    try FileManager.default.copyItem(at: fixture, to: file)
    // What an earlier upgrade has left.
    try FileManager.default.copyItem(
      at: fixture, to: directory.appendingPathComponent("lockstep-before-schema-2.sqlite"))
    let planted = try Self.inClear(file) + (version == "4" ? try Self.plantedInFourth() : [])
    let before = try Data(contentsOf: file)
    #expect(planted.count > 3)
    #expect(planted.filter { !$0.isIn(before) } == [])

    let store = try open(directory)
    #expect(try !store.hasTraces())
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    #expect(names.filter { $0.hasPrefix("lockstep-before-schema-") } == [])
    for name in names {
      let content = try Data(contentsOf: directory.appendingPathComponent(name))
      #expect(planted.filter { $0.isIn(content) } == [], "\(name)")
    }
    try await store.read { store in
      let ada = try store.existingUser(try UserID("17"))
      #expect(try store.provenance(of: ada.incarnation).contains { $0.slot == .card(ada.record.cards[0]) })
      #expect(try store.restorableUsers(limit: 10).contains { $0.id.text == "19" })
    }
    try store.close()
    for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
      let content = try Data(contentsOf: directory.appendingPathComponent(name))
      #expect(planted.filter { $0.isIn(content) } == [], "\(name)")
    }
    // Once is enough.
    let again = try open(directory)
    #expect(try await again.read { try $0.userCount() } == (version < "4" ? 2 : 6))
    try again.close()
  }

  private static func number(_ last: UInt8) throws -> CardNumber {
    try CardNumber(bytes: [0x5E, 0xA1, 0xED, 0, 0, 0, 0, last])
  }

  private func expectFourth(_ store: Store) throws {
    try store.read { store in
      let mona = try store.existingUser(try UserID("33"))
      #expect(
        mona.details.phone == "+41 79 555 01 23" && mona.details.customFields == ["locker": "planted-locker-4711"])
      #expect(try store.owner(of: Self.number(0x37)) == mona.record.id)
      let differences = try store.entries(EntryQuery(kind: .difference, limit: 10))
      let card = Slot.card(Card(kind: .csn, number: try Self.number(0x31)))
      #expect(differences.contains { $0.slot == card })
      let people = try store.people(PeopleQuery(project: 1, limit: 10), at: 1)
      #expect(people.map(\.id) == [try Self.number(0x35).decimal])
      #expect(try store.heldItems(ofProject: 1).count == 2)
      #expect(try store.runRows(2, limit: 10).map(\.name) == [try Self.number(0x36).decimal])
      #expect(try store.mails(MailQuery(kind: .fileErrors, limit: 10)).first?.content.isEmpty == false)
      #expect(try store.passwordHash(ofAdministrator: "Nora") == "scrypt:planted-password-hash")
      #expect(try store.audit(object: "user 33", limit: 10).contains { $0.after?.contains("Mona Berg") == true })
    }
  }

  @Test("the page of a project's people is read by an index in its order, however many there are")
  func peoplePage() throws {
    let directory = try directory()
    defer { try? FileManager.default.removeItem(at: directory) }
    let store = try open(directory)
    let plan = try store.read { reading in
      try Row.fetchAll(
        reading.db,
        sql: """
          EXPLAIN QUERY PLAN SELECT * FROM people WHERE project_id = 1 AND user_id > '5' ORDER BY user_id LIMIT 50
          """
      ).map { $0["detail"] as String }
    }
    #expect(plan == ["SEARCH people USING INDEX people_page (project_id=? AND user_id>?)"])
    try store.close()
  }

  @Test("a database with a migration that this version does not know is refused by its name, and stays as it is")
  func newer() throws {
    let directory = try directory()
    defer { try? FileManager.default.removeItem(at: directory) }
    try open(directory).close()
    let file = directory.appendingPathComponent("lockstep.sqlite")
    let queue = try DatabaseQueue(path: file.path)
    try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999')") }
    try queue.close()
    let error = #expect(throws: StoreError.self) { try open(directory) }
    #expect("\(try #require(error))".contains("newer version of Lockstep (schema 999)"))
  }

  @Test("LOG-2 the writer of an opened database is in WAL mode and synchronises fully")
  func durable() async throws {
    let directory = try directory()
    defer { try? FileManager.default.removeItem(at: directory) }
    let store = try open(directory)
    let (synchronous, journal) = try await store.writer.writeWithoutTransaction { db in
      (try Int.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode"))
    }
    #expect(synchronous == 2)
    #expect(journal == "wal")
    try store.close()
  }
}
