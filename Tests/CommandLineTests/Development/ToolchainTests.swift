import Foundation
import Testing

/// What a machine lacks is told before a long build fails with something else.
@Suite("The check of the toolchain", .timeLimit(.minutes(1)))
struct ToolchainTests {
  private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("dev/check-toolchain").path

  @Test(
    "a swift that is missing, cannot run or is too old: why, and what to install",
    arguments: [
      (nil, "swift is missing"), ("echo 'libncurses.so.6: cannot open' >&2; exit 127", "libncurses.so.6: cannot open"),
      ("echo 'Swift version 5.10 (swift-5.10-RELEASE)'", "swift is 5.10"),
    ])
  func refused(program: String?, words: String) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-tool-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    if let program {
      let file = folder.appendingPathComponent("swift").path
      try Data("#!/bin/sh\n\(program)\n".utf8).write(to: URL(fileURLWithPath: file))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
    }
    let path = ["PATH": "\(folder.path):/usr/bin:/bin"]
    let result = try await BuiltBinary.run(["/bin/bash", Self.script], environment: path, in: nil)
    #expect(result.code == 1)
    #expect(result.errors.contains(words), "\(result.errors)")
    if program?.contains("5.10") != true { #expect(result.errors.contains("apt-get install")) }
  }
}
