import Foundation

enum DurableFile {
  /// For its owner only, and on disk when this returns.
  static func protect(_ file: URL) throws {
    guard chmod(file.path, 0o600) == 0 else { throw failure(file) }
    let descriptor = open(file.path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(file) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(file) }
  }

  static func syncFolder(_ folder: URL) throws {
    let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(folder) }
  }

  static func move(_ file: URL, to place: URL) throws {
    guard rename(file.path, place.path) == 0 else { throw failure(file) }
  }

  private static func failure(_ file: URL) -> BackupError {
    BackupError(file.path, String(cString: strerror(errno)))
  }
}
