import Foundation

/// What every measurement is given.
struct Setup: Sendable {
  /// The server's.
  let binary: String
  /// Where databases are made and removed again.
  let scratch: URL
  /// Whether what takes longer is measured too.
  let isLong: Bool
  /// How many files this process may have open. The server is started by it and has the same hard limit.
  let openFiles: Int

  /// For its owner alone, as a server's is.
  func newFolder() throws -> URL {
    let url = scratch.appendingPathComponent("lockstep-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return url
  }
}
