public import Foundation
import GRDB

extension Store {
  /// Whether the file may have bytes yet of what was in it in clear, or under an earlier key: the disk had no room to
  /// write it anew, or somebody was reading it. The next opening tries again.
  public func hasTraces() throws -> Bool {
    try writer.read { try Bool.fetchOne($0, sql: "SELECT has_traces FROM server") ?? false }
  }

  /// No room, no place for what SQLite writes meanwhile, or a reader.
  private static let leavesTraces: [ResultCode] = [.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_BUSY]

  /// Writes the database anew, so that neither free pages nor the log keep what was there before, and removes the copies
  /// that were kept before migrations: they have it too.
  func removeTraces(in directory: URL) throws {
    guard try hasTraces() else { return }
    // First: what is sealed is committed, and the room that they take is needed below.
    try removeKeptCopies(in: directory)
    do {
      try writer.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA secure_delete = ON")
        try db.execute(sql: "VACUUM")
        try db.checkpoint(.truncate)
      }
    } catch let error as DatabaseError where Self.leavesTraces.contains(error.resultCode) {
      return
    }
    try writer.write { try $0.execute(sql: "UPDATE server SET has_traces = 0") }
  }
}

extension Store {
  /// Empties the log of the database, so that it has nothing of what was erased, and removes the copies that were kept
  /// before migrations: they have it too. In the database itself what is deleted is overwritten.
  ///
  /// - Returns: false where somebody is reading what was there before.
  public func emptyLog(in directory: URL) async throws -> Bool {
    try removeKeptCopies(in: directory)
    return try await writer.writeWithoutTransaction { db in
      // Nobody is to wait for the writer because of a long read.
      try db.execute(sql: "PRAGMA busy_timeout = 100")
      defer { try? db.execute(sql: "PRAGMA busy_timeout = \(Self.patience * 1000)") }
      do {
        try db.checkpoint(.truncate)
        return true
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        return false
      }
    }
  }

  private func removeKeptCopies(in directory: URL) throws {
    let files = FileManager.default
    let copies = try files.contentsOfDirectory(atPath: directory.path).filter { $0.hasPrefix(Self.keptCopies) }
    guard !copies.isEmpty else { return }
    for name in copies { try files.removeItem(at: directory.appendingPathComponent(name)) }
    try syncFolder(directory)
  }
}

/// A removal that the power takes back would leave them for good: nobody looks again.
private func syncFolder(_ folder: URL) throws {
  let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw StoreError.unusable("\(folder.path) cannot be opened") }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else { throw StoreError.unusable("\(folder.path) cannot be made durable") }
}
