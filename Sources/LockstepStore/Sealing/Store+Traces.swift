import Foundation
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
    let files = FileManager.default
    for name in try files.contentsOfDirectory(atPath: directory.path) where name.hasPrefix(Self.keptCopies) {
      try files.removeItem(at: directory.appendingPathComponent(name))
    }
    try syncFolder(directory)
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

/// A removal that the power takes back would leave them for good: nobody looks again.
private func syncFolder(_ folder: URL) throws {
  let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw StoreError.unusable("\(folder.path) cannot be opened") }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else { throw StoreError.unusable("\(folder.path) cannot be made durable") }
}
