public import Foundation
import GRDB
public import LockstepCore

/// A database as a file of its own, apart from a running server.
public enum DatabaseCopy {
  /// What a database says of itself.
  public struct Facts: Hashable, Sendable {
    public let server: ServerID
    /// The newest schema in it.
    public let schema: String
    public let users: Int
    public let registeredDevices: Int
    public let head: Revision
    /// The ``DataKey/id`` of what it is sealed with; nil if it is of a schema that was not sealed.
    public let keyID: [UInt8]?
  }

  /// Copies the database of a data directory, also while a server writes to it: one snapshot, by SQLite's online backup.
  ///
  /// - Parameters:
  ///   - directory: the data directory.
  ///   - copy: where the copy is to be; nothing may be there.
  ///   - progress: called now and then with the part that is done, 0 to 1.
  /// - Throws: ``StoreError/unusable(_:)``.
  public static func make(of directory: URL, at copy: URL, progress: @escaping (Double) -> Void) throws {
    let file = directory.appendingPathComponent("lockstep.sqlite")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw StoreError.unusable("\(directory.path) has no database: it is no data directory of a Lockstep server")
    }
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(10)
      let source = try DatabaseQueue(path: file.path, configuration: configuration)
      let target = try DatabaseQueue(path: copy.path)
      try source.read { from in
        // The first look fixes the snapshot, so that writers meanwhile do not make the copy begin again.
        _ = try Row.fetchOne(from, sql: "SELECT 1 FROM sqlite_master")
        try target.writeWithoutTransaction { to in
          try from.backup(to: to, pagesPerStep: 2000) { step in
            progress(Double(step.completedPageCount) / Double(max(step.totalPageCount, 1)))
          }
          // One file, which needs nothing beside it.
          try to.execute(sql: "PRAGMA journal_mode = DELETE")
          // What is left in free pages of the time before sealing is not carried away.
          if try Schema.applied(in: to).contains("5"),
            try Bool.fetchOne(to, sql: "SELECT has_traces FROM server") ?? false
          {
            try to.execute(sql: "VACUUM")
          }
        }
      }
      try target.close()
      try source.close()
    } catch let error as DatabaseError {
      throw StoreError.unusable("the database \(file.path) cannot be copied: \(error.message ?? "\(error.resultCode)")")
    }
  }

  /// Reads a copy through and looks whether it is whole. It needs no other file and leaves none, so that it can lie where
  /// nothing can be written.
  ///
  /// - Throws: ``StoreError/damaged(_:)`` if it is not, ``StoreError/unusable(_:)`` if it is from a newer version.
  public static func check(_ copy: URL) throws -> Facts {
    let name = copy.lastPathComponent
    do {
      var configuration = Configuration()
      configuration.readonly = true
      let queue = try DatabaseQueue(path: copy.path, configuration: configuration)
      defer { try? queue.close() }
      return try queue.read { db in
        let unknown = try Schema.applied(in: db).subtracting(Schema.versions).sorted()
        guard unknown.isEmpty else {
          throw StoreError.unusable(
            "\(name) is from a newer version of Lockstep (schema \(unknown.joined(separator: ", "))); "
              + "this one knows up to \(Schema.versions.last ?? "")")
        }
        guard try String.fetchAll(db, sql: "PRAGMA integrity_check") == ["ok"] else {
          throw StoreError.damaged("\(name) is damaged: its integrity check fails")
        }
        return try facts(db, name)
      }
    } catch let error as DatabaseError {
      throw StoreError.damaged("\(name) is no database that can be read: \(error.message ?? "\(error.resultCode)")")
    }
  }

  private static func facts(_ db: Database, _ name: String) throws -> Facts {
    let applied = try Schema.applied(in: db)
    guard let schema = Schema.versions.last(where: applied.contains),
      let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT id, head, user_count FROM server")),
      let server = ServerID(Array(row["id"] as Data))
    else { throw StoreError.damaged("\(name) is no database of a Lockstep server") }
    return Facts(
      server: server, schema: schema, users: row["user_count"],
      registeredDevices: try Int.fetchOne(
        db.cachedStatement(sql: "SELECT count(*) FROM devices WHERE is_registered = 1")) ?? 0,
      head: row["head"], keyID: try Store.keyID(db))
  }
}
