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
      directory: directory, identity: Store.Identity(server: server, digestKey: Array(repeating: 7, count: 32))
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
    #expect(try await store.read { try $0.userCount() } == 2)
    #expect(try await store.read { try $0.hasTombstone(try UserID("19")) })
    #expect(try await store.read { try $0.registeredDevices().count } == 2)
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
