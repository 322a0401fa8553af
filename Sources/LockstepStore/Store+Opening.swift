public import Foundation
import GRDB
public import LockstepCore

extension Store {
  /// The key that a database is to be opened with, by the ``DataKey/id`` that is in it; nil where nothing is sealed yet.
  /// Throws where there is none; then nothing was touched.
  public typealias KeyChoice = (_ keyID: [UInt8]?) throws -> DataKey

  /// Opens the database `lockstep.sqlite` of a data directory, migrates it after keeping a copy beside it, and makes
  /// commits durable: WAL with `synchronous = FULL` on the writer, read back (LOG-2).
  ///
  /// - Throws: ``StoreError/unusable(_:)`` if the directory or file cannot be used, or is from a newer version; and what
  ///   the choice of the key throws.
  public static func open(
    directory: URL, identity: Identity, key: KeyChoice, makeDigest: ([UInt8]) -> KeyedDigest
  ) throws -> Store {
    let file = directory.appendingPathComponent("lockstep.sqlite")
    let exists = FileManager.default.fileExists(atPath: file.path)
    let pool: DatabasePool
    do {
      pool = try DatabasePool(path: file.path, configuration: configuration)
    } catch {
      throw StoreError.unusable("the database \(file.path) cannot be opened: \(error)")
    }
    try refuseNewer(pool, file.path)
    // Before anything is decided by what the database says: the earlier key is gone once the next has taken its place.
    try makeDurable(pool, file.path)
    try pool.write { if try $0.tableExists("server") { try $0.writeNothing() } }
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointPages)")
      try db.execute(sql: "PRAGMA cache_size = -\(writerCache)")
    }
    let key = try key(pool.read(keyID))
    try refuseOther(key, pool)
    if exists { try keepCopyBeforeMigration(pool, beside: file) }
    let store = try Store(pool, identity: identity, key: key, makeDigest: makeDigest)
    try store.removeTraces(in: directory)
    return store
  }

  /// Opens a database by a name that SQLite understands, e.g. one on a simulated disk, through a single connection that
  /// has it to itself: its log needs no shared memory. Migrates it and makes commits durable, as
  /// ``open(directory:identity:key:makeDigest:)`` does.
  ///
  /// - Throws: ``StoreError/unusable(_:)`` if it cannot be opened, or is from a newer version.
  public static func open(
    path: String, identity: Identity, key: DataKey, makeDigest: ([UInt8]) -> KeyedDigest
  ) throws -> Store {
    var configuration = configuration
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
      // By hand: the library would look for the log in the real file system.
      _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
    }
    let queue: DatabaseQueue
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
    } catch {
      throw StoreError.unusable("the database \(path) cannot be opened: \(error)")
    }
    try refuseNewer(queue, path)
    try refuseOther(key, queue)
    try makeDurable(queue, path)
    return try Store(queue, identity: identity, key: key, makeDigest: makeDigest)
  }

  /// How many pages of the log are written to the database together: 64 MiB. The logs of a thousand doors change the same
  /// few thousand pages with every commit; each is written once then, however often it was changed.
  private static let checkpointPages = 16_384

  /// What the one connection that writes keeps in memory, in KiB. What a transaction changes beyond that is written to the
  /// log before its end, and read and written again.
  private static let writerCache = 24_576

  /// How long a connection waits for another one, in seconds.
  static let patience = 5

  /// Connections that read.
  static let mostReaders = 4

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(TimeInterval(patience))
    configuration.maximumReaderCount = mostReaders
    configuration.label = "lockstep"
    return configuration
  }

  private static func refuseNewer(_ database: any DatabaseReader, _ path: String) throws {
    let unknown = try database.read { db in
      try Schema.applied(in: db).subtracting(Schema.versions).sorted()
    }
    guard unknown.isEmpty else {
      throw StoreError.unusable(
        "the database \(path) is from a newer version of Lockstep (schema \(unknown.joined(separator: ", "))); "
          + "this one knows up to \(Schema.versions.last ?? "")")
    }
  }

  /// How the names of copies begin that are kept beside a database before it is migrated.
  public static let keptCopies = "lockstep-before-schema-"

  /// What a database is sealed with; nil if it has nothing yet, or is of a schema that was not sealed.
  static func keyID(_ db: Database) throws -> [UInt8]? {
    guard try Schema.applied(in: db).contains("5") else { return nil }
    return try Data.fetchOne(db.cachedStatement(sql: "SELECT key_id FROM server")).map(Array.init)
  }

  static func refuseOther(_ key: DataKey, _ database: any DatabaseReader) throws {
    guard let id = try database.read(keyID), id != key.id else { return }
    throw StoreError.unusable("the database is sealed with another data key")
  }

  private static func keepCopyBeforeMigration(_ pool: DatabasePool, beside file: URL) throws {
    let applied = try pool.read(Schema.applied)
    guard !applied.isEmpty, applied != Set(Schema.versions) else { return }
    let name = "\(keptCopies)\(Schema.versions.last ?? "").sqlite"
    let copy = file.deletingLastPathComponent().appendingPathComponent(name)
    guard !FileManager.default.fileExists(atPath: copy.path) else { return }
    let queue = try DatabaseQueue(path: copy.path)
    try pool.backup(to: queue)
    try queue.close()
  }

  /// Opening a pool sets NORMAL after any preparation, so FULL is set now, and read back.
  ///
  /// A process that was killed may have left transactions that nobody has synced, and of which the next one would tell:
  /// they go to disk first. From the log to the database, as pages of a sync that failed are not written by another one;
  /// and with a commit after that, which begins the log anew, as an old beginning of it would hide what is in the database.
  private static func makeDurable(_ database: any DatabaseWriter, _ path: String) throws {
    let (mode, journal) = try database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      // What is deleted is overwritten, also where SQLite was not built so: of those who are erased nothing is left.
      try db.execute(sql: "PRAGMA secure_delete = ON")
      return (
        try Int.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode")
      )
    }
    do {
      try database.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      // Another process, such as a backup, is doing it.
    } catch {
      throw StoreError.unusable("the database \(path) cannot be written: \(error)")
    }
    guard mode == 2, journal == "wal" else {
      throw StoreError.unusable("the database cannot be made durable: synchronous \(mode ?? -1), \(journal ?? "none")")
    }
  }
}
