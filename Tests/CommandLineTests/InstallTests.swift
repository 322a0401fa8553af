import Foundation
import Testing

/// `make install` below a folder, with the built binary.
@Suite(.timeLimit(.minutes(2)))
struct InstallTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private struct Ran {
    let code: Int32
    let text: String
  }

  private func run(_ program: String, _ arguments: String...) throws -> Ran {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Ran(code: process.terminationStatus, text: String(decoding: data, as: UTF8.self))
  }

  private func install(_ folder: URL) throws -> Ran {
    try run(
      "/usr/bin/make", "--directory", Self.root.path, "--no-print-directory", "install", "DESTDIR=\(folder.path)",
      "BINARY=\(BuiltBinary.url.path)")
  }

  @Test("what is installed is said, works, and is left alone where it is somebody's own")
  func installed() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-install-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try install(folder)
    #expect(first.code == 0, "\(first.text)")
    // A build for tests is not hardened, which is said and does not keep it from being installed.
    #expect(first.text.contains("check-hardening: \(BuiltBinary.url.path): "))
    let files = [
      "usr/local/bin/lockstep", "var/lib/lockstep", "etc/lockstep/server.json", "etc/systemd/system/lockstep.service",
    ]
    for file in files {
      #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(file).path), "\(file)")
      #expect(first.text.contains(file))
    }
    #expect(try run(folder.appendingPathComponent("usr/local/bin/lockstep").path, "--version").code == 0)
    let data = try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent("var/lib/lockstep").path)
    #expect((data[.posixPermissions] as? Int).map { $0 & 0o777 } == 0o700)
    let settings = folder.appendingPathComponent("etc/lockstep/server.json")
    try Data(#"{"log-level": "debug"}"#.utf8).write(to: settings)
    let second = try install(folder)
    #expect(second.code == 0 && second.text.contains("is there and stays"))
    #expect(try String(contentsOf: settings, encoding: .utf8) == #"{"log-level": "debug"}"#)
  }

  @Test("systemd accepts the unit, and finds little exposed")
  func unit() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-install-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try install(folder).code == 0)
    let unit = folder.appendingPathComponent("etc/systemd/system/lockstep.service")
    // The program is looked for where the unit says: here it is below the folder.
    let text = try String(contentsOf: unit, encoding: .utf8)
    try text.replacing("ExecStart=/usr", with: "ExecStart=\(folder.path)/usr")
      .write(to: unit, atomically: true, encoding: .utf8)
    let verified = try run("/usr/bin/systemd-analyze", "verify", "--recursive-errors=no", unit.path)
    #expect(verified.code == 0 && verified.text.isEmpty, "\(verified.text)")
    // Tenths of its 0 to 10. What is left is the network, which the server is for.
    let security = try run("/usr/bin/systemd-analyze", "security", "--offline=true", "--threshold=11", unit.path)
    #expect(security.code == 0, "\(security.text)")
    // What the figure does not count: the memory in a file, doors that find no open file left, files that others may read;
    // or counts so little that it stays.
    for line in [
      "LimitCORE=0", "LimitNOFILE=65536", "UMask=0077", "StateDirectoryMode=0700", "MemoryDenyWriteExecute=yes",
      "LockPersonality=yes", "ProtectHostname=yes", "ProcSubset=pid", "RemoveIPC=yes",
    ] {
      #expect(text.split(separator: "\n").contains { $0 == line }, "\(line)")
    }
  }
}
