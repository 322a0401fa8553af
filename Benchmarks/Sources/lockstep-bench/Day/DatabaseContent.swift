import Foundation

/// What is in the database of a server that runs, read beside it.
final class DatabaseContent {
  private let file: URL
  private let database: PlainDatabase

  init(in folder: URL) throws {
    file = folder.appendingPathComponent("lockstep.sqlite")
    database = try PlainDatabase(file)
  }

  /// MiB of the database and its write-ahead log.
  func fileSize() throws -> Double {
    let sizes = try [file.path, file.path + "-wal"].map {
      try FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int ?? 0
    }
    return Double(sizes.reduce(0, +)) / 1_048_576
  }

  /// Lines of the audit log up to now; none is ever removed.
  func auditLines() throws -> Int64 {
    try database.integer("SELECT seq FROM sqlite_sequence WHERE name = 'audit'") ?? 0
  }

  /// MiB of the audit log with its indexes.
  func auditSize() throws -> Double {
    let bytes = try database.integer(
      """
      SELECT sum(pgsize) FROM dbstat
      WHERE aggregate = TRUE AND name IN ('audit', 'audit_actor', 'audit_object')
      """)
    return Double(bytes ?? 0) / 1_048_576
  }

  /// Entries of the monitoring log that are there.
  func events() throws -> Int64 { try database.integer("SELECT count(*) FROM events") ?? 0 }

  /// When the newest of them was received by the server's clock, in Unix milliseconds.
  func newestEvent() throws -> Int64 {
    try database.integer("SELECT received_at FROM events ORDER BY id DESC LIMIT 1") ?? 0
  }
}
