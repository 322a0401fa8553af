import Foundation
public import GRDB
public import LockstepCore
import Synchronization

/// The one door to the database. Reads see one snapshot; a write is one transaction and one invariant.
public final class Store: Sendable {
  let writer: any DatabaseWriter
  public let server: ServerID
  public let digestKey: [UInt8]
  public let digest: KeyedDigest
  /// What values are sealed with (SEC-5).
  let key: DataKey
  /// One of the connections that read is left for others.
  private let readThreads = ReadThreads(most: Store.mostReaders - 1)
  /// The devices whose session has begun and not ended: what they hold is ahead of what is saved of it.
  let openSessions = Mutex<Set<DeviceID>>([])

  /// - Parameters:
  ///   - writer: a pool on disk, or a queue over a simulated disk.
  ///   - identity: what a new database is given: 16 and 32 random bytes.
  ///   - key: what values are sealed with.
  ///   - makeDigest: the keyed hash of a key.
  public init(
    _ writer: any DatabaseWriter, identity: Identity, key: DataKey, makeDigest: ([UInt8]) -> KeyedDigest
  ) throws {
    self.writer = writer
    self.key = key
    try Self.refuseOther(key, writer)
    try Schema.migrator(key).migrate(writer)
    let (id, sealed) = try writer.write { db in
      try db.executeCached(
        sql: "INSERT OR IGNORE INTO server (only, id, digest_key, key_id) VALUES (1, ?, ?, ?)",
        arguments: [
          Data(identity.server.bytes), try key.seal(identity.digestKey, .digestKey, 1), Data(key.id),
        ])
      // Begins the log anew after what an earlier process left in it, see `makeDurable`.
      try db.writeNothing()
      let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT id, digest_key FROM server"))
      return (row?["id"] as Data? ?? Data(), row?["digest_key"] as Data? ?? Data())
    }
    guard let server = ServerID(Array(id)) else { throw StoreError.damaged("the server's ID is not 16 bytes") }
    self.server = server
    digestKey = try key.open(sealed, .digestKey, 1)
    digest = makeDigest(digestKey)
  }

  /// What a new database is given.
  public struct Identity: Sendable {
    public let server: ServerID
    public let digestKey: [UInt8]

    public init(server: ServerID, digestKey: [UInt8]) {
      self.server = server
      self.digestKey = digestKey
    }
  }

  /// One snapshot.
  public func read<Value: Sendable>(_ body: @Sendable @escaping (ReadTransaction) throws -> Value) throws -> Value {
    guard let queue = writer as? DatabaseQueue else {
      return try writer.read { try body(ReadTransaction(db: $0, store: self)) }
    }
    // Nothing is between two steps of a read on the one connection. That a read writes nothing is kept by a pragma there,
    // and every change of a pragma has all statements compiled anew.
    return try queue.unsafeRead { try body(ReadTransaction(db: $0, store: self)) }
  }

  /// One snapshot, off the caller's thread.
  public func read<Value: Sendable>(
    _ body: @Sendable @escaping (ReadTransaction) throws -> Value
  ) async throws -> Value {
    try await writer.read { try body(ReadTransaction(db: $0, store: self)) }
  }

  /// One snapshot, off the caller's thread where the database can, without a task for each read.
  public func read<Value: Sendable>(
    _ body: @Sendable @escaping (ReadTransaction) throws -> Value,
    then: @Sendable @escaping (Result<Value, any Error>) -> Void
  ) {
    // A queue has one connection, so that there is nothing to read beside.
    guard writer is DatabasePool else { return then(Result { try read(body) }) }
    readThreads.submit { isOpen in
      let result = Result {
        guard isOpen else { throw StoreError.notPossible("the database is closed") }
        return try self.writer.read { try body(ReadTransaction(db: $0, store: self)) }
      }
      then(result)
    }
  }

  /// The same by whoever writes, after the transaction that is under way and before any that is asked for later: no thread
  /// is woken, and the pages that were just written are at hand. For a short read of who is told by
  /// ``writeTogether(_:then:)``; others would wait for a long transaction.
  public func readAfterWriting<Value: Sendable>(
    _ body: @Sendable @escaping (ReadTransaction) throws -> Value,
    then: @Sendable @escaping (Result<Value, any Error>) -> Void
  ) {
    guard writer is DatabasePool else { return then(Result { try read(body) }) }
    writer.asyncWriteWithoutTransaction { db in then(Result { try body(ReadTransaction(db: db, store: self)) }) }
  }

  /// One transaction, durable when this returns.
  public func write<Value: Sendable>(_ body: @Sendable @escaping (WriteTransaction) throws -> Value) throws -> Value {
    try writer.write { try body(WriteTransaction(db: $0, store: self)) }
  }

  /// Several jobs in one durable transaction (group commit). A job that throws is undone alone: then all are done again,
  /// each in a savepoint of its own. That is rare, and savepoints cost as much as a short job.
  ///
  /// - Throws: the error of the commit; then no job took effect.
  public func writeTogether(_ jobs: [Job]) async throws -> [(any Error)?] {
    try await writer.writeWithoutTransaction { try self.performTogether(jobs, in: $0) }
  }

  /// The same, on the caller's thread.
  public func writeTogether(_ jobs: [Job]) throws -> [(any Error)?] {
    try writer.writeWithoutTransaction { try performTogether(jobs, in: $0) }
  }

  /// The same, without a task.
  ///
  /// - Parameter then: called by whoever writes, who goes on after it.
  public func writeTogether(
    _ jobs: [Job], then: @Sendable @escaping (Result<[(any Error)?], any Error>) -> Void
  ) {
    writer.asyncWriteWithoutTransaction { db in then(Result { try self.performTogether(jobs, in: db) }) }
  }

  private func performTogether(_ jobs: [Job], in db: Database) throws -> [(any Error)?] {
    guard !jobs.isEmpty else { return [] }
    var errors: [(any Error)?] = []
    do {
      try db.inTransaction {
        errors = try performAll(jobs, in: db)
        return .commit
      }
    } catch let failure as JobFailure {
      guard jobs.count > 1 else { return [failure.error] }
      try db.inTransaction {
        errors = try performEach(jobs, in: db)
        return .commit
      }
    }
    return errors
  }

  /// A job has thrown: the transaction is undone.
  private struct JobFailure: Error {
    let error: any Error
  }

  private func performAll(_ jobs: [Job], in db: Database) throws -> [(any Error)?] {
    let transaction = WriteTransaction(db: db, store: self)
    for job in jobs {
      do {
        try job(transaction)
      } catch let error as DatabaseError where error.endsTransaction {
        throw error
      } catch {
        throw JobFailure(error: error)
      }
    }
    return jobs.map { _ in nil }
  }

  private func performEach(_ jobs: [Job], in db: Database) throws -> [(any Error)?] {
    let transaction = WriteTransaction(db: db, store: self)
    return try jobs.map { job in
      do {
        try db.inSavepoint {
          try job(transaction)
          return .commit
        }
        return nil
      } catch let error as DatabaseError where error.endsTransaction {
        throw error
      } catch {
        return error
      }
    }
  }

  /// Done once more where the transaction could not be committed, or another job of it has thrown.
  public typealias Job = @Sendable (WriteTransaction) throws -> Void

  /// Closes the database; what was committed is on disk.
  public func close() throws {
    // A connection that is closed under a read takes the process with it.
    readThreads.close()
    try writer.close()
  }
}

extension DatabaseError {
  /// Whether SQLite itself has ended the transaction, or it can never be committed.
  fileprivate var endsTransaction: Bool {
    [.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_BUSY, .SQLITE_INTERRUPT, .SQLITE_CORRUPT]
      .contains(resultCode)
  }
}
