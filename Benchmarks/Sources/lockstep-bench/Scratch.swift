import ArgumentParser
import Foundation

/// Where databases are made while they are measured.
enum Scratch {
  /// Nothing is ever durable there, so that nothing could be measured.
  private static let inMemory = ["tmpfs", "ramfs"]

  /// - Parameter path: nil for the system's folder of such files.
  /// - Throws: `ValidationError` if there is none, or it is in memory.
  static func folder(_ path: String?) throws -> URL {
    let folder = path.map { URL(fileURLWithPath: $0) } ?? FileManager.default.temporaryDirectory
    guard FileManager.default.isWritableFile(atPath: folder.path) else {
      throw ValidationError("--scratch: \(folder.path) is no folder that can be written")
    }
    guard let kind = fileSystem(of: folder.resolvingSymlinksInPath().path), inMemory.contains(kind) else {
      return folder
    }
    throw ValidationError("--scratch: \(folder.path) is in memory (\(kind)); name a folder on a disk")
  }

  /// The kind of what is mounted there; nil where the system does not tell.
  private static func fileSystem(of path: String) -> String? {
    let mounts = (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? ""
    var found: (place: Substring, kind: Substring)?
    for mount in mounts.split(separator: "\n") {
      let fields = mount.split(separator: " ")
      guard fields.count > 2 else { continue }
      let folder = fields[1] == "/" ? "/" : "\(fields[1])/"
      guard "\(path)/".hasPrefix(folder), fields[1].count >= found?.place.count ?? 0 else { continue }
      found = (fields[1], fields[2])
    }
    return found.map { String($0.kind) }
  }
}
