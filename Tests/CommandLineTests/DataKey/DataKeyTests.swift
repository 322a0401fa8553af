import Foundation
import LockstepTesting
import Testing

/// `lockstep data-key rotate`, and what a start says of keys, with the real binary.
@Suite(.timeLimit(.minutes(3)))
struct DataKeyTests {
  private struct Place {
    let data = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-key-\(UUID().uuidString)")

    func file(_ name: String = "data-key") -> URL { data.appendingPathComponent(name) }

    func key() throws -> String { try String(contentsOf: file(), encoding: .utf8) }

    /// What SQL shows of the database.
    func dump() async throws -> String {
      try await BuiltBinary.run(["/usr/bin/sqlite3", file("lockstep.sqlite").path, ".dump"], in: nil).output
    }

    func remove() { try? FileManager.default.removeItem(at: data) }

    var rotate: [String] { [BuiltBinary.url.path, "data-key", "rotate", "--data-directory", data.path] }

    /// A server that has somebody with a card and a phone.
    func fill() async throws {
      let server = try await ServerProcess.start(in: data)
      let added = try await server.run(
        "user", "add", "--id", "17", "--name", "Ada Quill", "--card", "9000000017", "--phone", "+41 79 555 01 17")
      #expect(added.code == 0, "\(added.errors)")
      #expect(await server.terminate() == 0)
    }

    /// A server that starts and has her.
    func expectThere(at place: SourceLocation = #_sourceLocation) async throws {
      let server = try await ServerProcess.start(in: data)
      let found = try await server.run("user", "list", "--search", "9000000017", "--format", "json")
      #expect(found.code == 0 && found.output.contains("+41 79 555 01 17"), "\(found.errors)", sourceLocation: place)
      #expect(await server.terminate() == 0, sourceLocation: place)
      let names = try FileManager.default.contentsOfDirectory(atPath: data.path).filter { $0.hasPrefix("data-key") }
      #expect(names == ["data-key"], sourceLocation: place)
    }
  }

  @Test("SEC-5 rotate makes another key, for its owner only, and everything opens with it; a running server refuses it")
  func rotate() async throws {
    let place = Place()
    defer { place.remove() }
    try await place.fill()
    let first = try place.key()
    let server = try await ServerProcess.start(in: place.data)
    let refused = try await BuiltBinary.run(place.rotate, in: nil)
    #expect(refused.code == 1 && refused.errors.contains("in use by another Lockstep server"))
    #expect(try await server.run("status").code == 0)
    #expect(await server.terminate() == 0)
    #expect(try place.key() == first)

    let rotated = try await BuiltBinary.run(place.rotate, in: nil)
    #expect(rotated.code == 0, "\(rotated.errors)")
    #expect(rotated.output.contains("sealed with a new key"))
    #expect(try place.key() != first)
    let mode = try FileManager.default.attributesOfItem(atPath: place.file().path)[.posixPermissions] as? Int
    #expect(mode.map { $0 & 0o777 } == 0o600)
    #expect(!rotated.output.contains(String(try place.key().dropFirst(20).prefix(20))))
    try await place.expectThere()
    // The key of before opens nothing.
    try Data(first.utf8).write(to: place.file())
    let start = try await BuiltBinary.run(ServerProcess.command(in: place.data), in: nil)
    #expect(start.code == 1 && start.errors.contains("is not the key that the database is sealed with"))
  }

  @Test("SEC-5 rotate where there is no database is refused by its folder, and makes nothing")
  func nowhere() async throws {
    let place = Place()
    defer { place.remove() }
    let missing = try await BuiltBinary.run(place.rotate, in: nil)
    #expect(missing.code == 1 && missing.errors.contains(place.data.path))
    #expect(!FileManager.default.fileExists(atPath: place.data.path))
  }

  @Test("SEC-5 rotate killed at any of its syncs and renames leaves a database and the key that fits it")
  func killed() async throws {
    let place = Place()
    defer { place.remove() }
    try await place.fill()
    let calls = "fsync,fdatasync,rename,unlink,ftruncate"
    var (moment, killed) = (1, 0)
    var keys: Set<String> = [try place.key()]
    while true {
      let inject = "inject=\(calls):signal=SIGKILL:when=\(moment)"
      let strace = ["/usr/bin/strace", "-f", "-o", "/dev/null", "-e", "trace=\(calls)", "-e", inject]
      let run = try await BuiltBinary.run(strace + place.rotate, in: nil)
      try await place.expectThere()
      keys.insert(try place.key())
      if run.code == 0 { break }
      killed += 1
      moment += 1
      guard moment < 200 else { break }
    }
    // Before the key was in use and after it.
    #expect(killed > 8 && keys.count > 2, "\(killed) kills, \(keys.count) keys")
  }

  @Test("SEC-5 what a killed rotation has committed is durable before the next key takes the earlier one's place")
  func durableFirst() async throws {
    let place = Place()
    defer { place.remove() }
    try await place.fill()
    let (log, trace) = (place.file("lockstep.sqlite-wal").path, place.data.appendingPathExtension("trace"))
    defer { try? FileManager.default.removeItem(at: trace) }
    var seen = 0
    for moment in 1...12 {
      // Killed when the log of the database is to be made durable: the system has it, and the disk has not.
      let inject = "inject=fsync,fdatasync:signal=SIGKILL:when=\(moment)"
      let kill = ["/usr/bin/strace", "-f", "-o", "/dev/null", "-P", log, "-e", "trace=fsync,fdatasync", "-e", inject]
      if try await BuiltBinary.run(kill + place.rotate, in: nil).code == 0 { break }
      // The next opening finds what is committed.
      let look = ["/usr/bin/strace", "-f", "-y", "-o", trace.path, "-e", "trace=fsync,fdatasync,rename"]
      #expect(try await BuiltBinary.run(look + place.rotate, in: nil).code == 0)
      let calls = try String(contentsOf: trace, encoding: .utf8).split(separator: "\n")
      let rename = try #require(calls.firstIndex { $0.contains("rename(") && $0.contains("/data-key") })
      // Else that key did not come into use, and this run makes one of its own first.
      guard calls[rename].contains("/data-key.next\", ") else { continue }
      seen += 1
      #expect(calls[..<rename].contains { $0.contains("sync(") && $0.contains("/lockstep.sqlite-wal>") })
      if seen == 2 { break }
    }
    #expect(seen > 0)
    try await place.expectThere()
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let words: String
    let damage: @Sendable (URL) throws -> Void
  }

  static let faults = [
    Fault(testDescription: "missing", words: "is missing") { try FileManager.default.removeItem(at: $0) },
    Fault(testDescription: "of another database", words: "is not the key that the database is sealed with") {
      try Data("lockstep-data-key-1 \(Data(repeating: 7, count: 32).base64EncodedString())\n".utf8).write(to: $0)
    },
    Fault(testDescription: "cut off", words: "is no data key") {
      try Data(contentsOf: $0).prefix(40).write(to: $0)
    },
    Fault(testDescription: "a folder", words: "data-key") {
      try FileManager.default.removeItem(at: $0)
      try FileManager.default.createDirectory(at: $0, withIntermediateDirectories: false)
    },
  ]

  @Test(
    "SEC-5 a start with a key that is missing or does not fit is refused by its file, and touches nothing",
    arguments: faults)
  func start(fault: Fault) async throws {
    let place = Place()
    defer { place.remove() }
    try await place.fill()
    let key = try place.key()
    let before = try await place.dump()
    try fault.damage(place.file())
    let refused = try await BuiltBinary.run(ServerProcess.command(in: place.data), in: nil)
    #expect(refused.code == 1)
    #expect(refused.errors.contains(place.file().path) && refused.errors.contains(fault.words), "\(refused.errors)")
    #expect(refused.errors.contains("lockstep restore") && !refused.errors.contains(key.dropFirst(20).prefix(20)))
    #expect(try await place.dump() == before)
    // With its key back everything is there.
    try? FileManager.default.removeItem(at: place.file())
    try Data(key.utf8).write(to: place.file())
    try await place.expectThere()
  }
}
