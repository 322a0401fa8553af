import Foundation
import LockstepTesting
import Testing

/// A disk that fails on command, for one process: see `failing_disk.c`.
struct FailingDisk {
  /// As in `failing_disk.c`.
  enum Failure: UInt8, CaseIterable {
    /// Files cannot grow, and no new one can be made.
    case noSpace = 1
    /// Input and output errors of everything that writes.
    case writes
    /// Input and output errors of syncs; what is written is written.
    case syncs
    /// As after an error of the file system.
    case readOnly
    /// Input and output errors of everything that reads.
    case reads
  }

  /// Runs a program on the disk.
  let prefix: [String]
  private let control: URL

  /// - Parameters:
  ///   - folder: for the library and its control.
  ///   - data: the folder that is on the disk.
  static func make(in folder: URL, under data: URL) async throws -> FailingDisk {
    let library = folder.appendingPathComponent("failing_disk.so")
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("failing_disk.c")
    let made = try await BuiltBinary.run(
      [
        "/usr/bin/env", "clang", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library.path, source.path, "-ldl",
      ],
      in: nil)
    try #require(made.code == 0, "\(made.errors)")
    let control = folder.appendingPathComponent("failing_disk")
    try Data(repeating: 0, count: 16).write(to: control)
    try FileManager.default.createDirectory(
      at: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return FailingDisk(
      prefix: [
        "/usr/bin/env", "LD_PRELOAD=\(library.path)", "FAILING_DISK_FOLDER=\(data.path)",
        "FAILING_DISK_CONTROL=\(control.path)",
      ], control: control)
  }

  /// From now on this fails; nil: nothing.
  func fail(_ failure: Failure?) throws {
    let file = try FileHandle(forUpdating: control)
    defer { try? file.close() }
    try file.write(contentsOf: Data([failure?.rawValue ?? 0]))
  }

  /// How many calls have failed.
  var strikes: UInt64 {
    let bytes = (try? Data(contentsOf: control)) ?? Data()
    return bytes.dropFirst(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
