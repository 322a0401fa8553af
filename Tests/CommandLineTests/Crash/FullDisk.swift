import Foundation
import LockstepTesting

/// A small file system in memory that only the server sees, and that can be filled.
struct FullDisk {
  private let data: URL

  init(_ data: URL) { self.data = data }

  private static func command(_ script: String, _ data: URL) -> [String] {
    // Without root a user namespace gives the right to mount; a container may forbid both.
    let user = getuid() == 0 ? [] : ["--user", "--map-root-user"]
    return ["/usr/bin/unshare", "--mount"] + user + ["/bin/sh", "-c", script, data.path]
  }

  static func isPossible() async throws -> Bool {
    let folder = FileManager.default.temporaryDirectory
    return try await BuiltBinary.run(command("mount -t tmpfs -o size=1m none /mnt", folder), in: nil).code == 0
  }

  /// Runs a program with the file system at the place of the data directory.
  func prefix(megabytes: Int) throws -> [String] {
    try FileManager.default.createDirectory(
      at: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return Self.command("mount -t tmpfs -o mode=700,size=\(megabytes)m none \"$0\" && exec \"$@\"", data)
  }

  /// Runs a program that sees what the server sees.
  func view(_ server: ServerProcess) -> [String] {
    let user = getuid() == 0 ? [] : ["--user", "--preserve-credentials"]
    return ["/usr/bin/nsenter", "--target", "\(server.identifier)", "--mount"] + user
  }

  /// Where this process sees what the server sees.
  func files(_ server: ServerProcess) -> URL { URL(fileURLWithPath: "/proc/\(server.identifier)/root\(data.path)") }

  /// Takes all the room that is left.
  func fill(_ files: URL) throws {
    let ballast = files.appendingPathComponent("ballast")
    try Data().write(to: ballast)
    let file = try FileHandle(forWritingTo: ballast)
    defer { try? file.close() }
    for size in [1 << 16, 1 << 12] {
      while (try? file.write(contentsOf: Data(repeating: 1, count: size))) != nil {}
    }
  }

  func makeRoom(_ files: URL) throws {
    try FileManager.default.removeItem(at: files.appendingPathComponent("ballast"))
  }
}
