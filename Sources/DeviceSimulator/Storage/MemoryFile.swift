import Foundation

/// A device's memory kept in a file, so that it outlives the process as a terminal's memory outlives a power cut.
///
/// A write is durable when it returns: a new file is written and synced, takes the place of the old one, and then the
/// folder is synced. A power cut leaves the old memory or the new one.
public struct MemoryFile: Sendable, Hashable {
  public let path: String

  public init(path: String) { self.path = path }

  /// - Returns: nil if there is no file yet.
  /// - Throws: ``MemoryFileError`` if there is one that cannot be read or is no memory.
  public func load() throws(MemoryFileError) -> DeviceMemory? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else { throw MemoryFileError(path, "cannot be read") }
    guard let image = try? JSONDecoder().decode(MemoryImage.self, from: data), let memory = image.memory else {
      throw MemoryFileError(path, "is no device memory of this version")
    }
    return memory
  }

  /// - Throws: ``MemoryFileError`` if the disk refuses; the old memory is then still there.
  public func save(_ memory: DeviceMemory) throws(MemoryFileError) {
    let folder = (path as NSString).deletingLastPathComponent
    let temporary = path + ".new"
    do {
      let data = try JSONEncoder().encode(MemoryImage(memory))
      try FileManager.default.createDirectory(
        atPath: folder.isEmpty ? "." : folder, withIntermediateDirectories: true)
      // The memory holds a private key: nobody but the owner reads it.
      guard
        FileManager.default.createFile(atPath: temporary, contents: nil, attributes: [.posixPermissions: 0o600])
      else { throw MemoryFileError(path, "cannot be written") }
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: temporary))
      try file.write(contentsOf: data)
      try file.synchronize()
      try file.close()
    } catch {
      throw MemoryFileError(path, "cannot be written")
    }
    guard rename(temporary, path) == 0 else { throw MemoryFileError(path, "cannot be replaced") }
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY)
    guard descriptor >= 0 else { throw MemoryFileError(path, "its folder cannot be synced") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw MemoryFileError(path, "its folder cannot be synced") }
  }
}
