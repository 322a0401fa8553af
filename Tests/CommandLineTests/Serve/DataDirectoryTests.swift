import Foundation
import LockstepTesting
import Testing

@Suite("The data directory", .timeLimit(.minutes(1)))
struct DataDirectoryTests {
  private func directory() -> URL {
    FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-data-\(UUID().uuidString)")
  }

  private func serve(_ directory: URL, _ more: String...) async throws -> BuiltBinary.Result {
    try await BuiltBinary.run(
      ["serve", "--data-directory", directory.path, "--device-address", "127.0.0.1:0", "--http-address", "127.0.0.1:0"]
        + more)
  }

  @Test("one that is in use by another server is refused, and the other goes on")
  func inUse() async throws {
    let url = directory()
    defer { try? FileManager.default.removeItem(at: url) }
    let server = try await ServerProcess.start(in: url)
    let second = try await serve(url)
    #expect(second.code == 1)
    #expect(second.errors.contains("in use by another Lockstep server"))
    #expect(try await server.run("status").code == 0)
    #expect(await server.terminate() == 0)
  }

  @Test("one that cannot be made is refused with its path")
  func notMade() async throws {
    let result = try await serve(URL(fileURLWithPath: "/proc/lockstep"))
    #expect(result.code == 1)
    #expect(result.errors.contains("/proc/lockstep"))
  }

  @Test("the first start makes a token that only its owner can read; a request without it is refused")
  func token() async throws {
    let url = directory()
    defer { try? FileManager.default.removeItem(at: url) }
    let server = try await ServerProcess.start(in: url)
    let attributes = try FileManager.default.attributesOfItem(atPath: server.tokenFile)
    #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o777 } == 0o600)
    let refused = try await BuiltBinary.run("status", "--server-url", server.httpURL, "--token-file", "/dev/null")
    #expect(refused.code == 1)
    #expect(await server.terminate() == 0)
  }

  @Test("a database from a newer version is refused by its schema")
  func newer() async throws {
    let url = directory()
    defer { try? FileManager.default.removeItem(at: url) }
    let server = try await ServerProcess.start(in: url)
    #expect(await server.terminate() == 0)
    let database = url.appendingPathComponent("lockstep.sqlite").path
    let process = try ProcessHandle(
      ["/usr/bin/sqlite3", database, "INSERT INTO grdb_migrations (identifier) VALUES ('999')"])
    for await _ in process.lines {}
    let result = try await serve(url)
    #expect(result.code == 1)
    #expect(result.errors.contains("newer version of Lockstep (schema 999)"))
  }

  @Test("arguments win over the environment, and a file with an unknown key is refused")
  func configuration() async throws {
    let url = directory()
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    let file = url.appendingPathComponent("server.json")
    try Data(#"{"data-directory": "x", "colour": "red"}"#.utf8).write(to: file)
    let unknown = try await BuiltBinary.run("serve", "--config", file.path)
    #expect(unknown.code == 64)
    #expect(unknown.errors.contains("unknown key colour"))
    try Data(#"{"http-address": "everywhere"}"#.utf8).write(to: file)
    let refused = try await BuiltBinary.run("serve", "--config", file.path)
    #expect(refused.code == 64)
    #expect(refused.errors.contains("http-address in"))
    try Data(#"{"tls": "perhaps"}"#.utf8).write(to: file)
    let unsure = try await BuiltBinary.run("serve", "--config", file.path)
    #expect(unsure.code == 64)
    #expect(unsure.errors.contains("perhaps is not true or false"))
  }

  @Test("one that others may look into: a warning, and the database is kept to its owner, whatever rights it had")
  func openToOthers() async throws {
    let url = directory()
    defer { try? FileManager.default.removeItem(at: url) }
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    let database = url.appendingPathComponent("lockstep.sqlite").path
    func rights(_ path: String) throws -> Int? {
      (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int).map { $0 & 0o777 }
    }
    for _ in 1...2 {
      let server = try await ServerProcess.start(in: url)
      for end in ["", "-wal", "-shm"] { #expect(try rights(database + end) == 0o600) }
      #expect(server.errors.contains("chmod 700"))
      #expect(await server.terminate() == 0)
      // As an older version left it.
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: database)
    }
  }

  @Test("an empty name of the directory, and an address for people that is none, are refused with serve's usage")
  func emptyValues() async throws {
    for (arguments, words) in [
      (["--data-directory", ""], "--data-directory: it is empty"),
      (["--data-directory", directory().path, "--public-url", "foo"], "--public-url: foo is not an address"),
    ] {
      let result = try await BuiltBinary.run(["serve"] + arguments)
      #expect(result.code == 64)
      #expect(result.errors.contains(words) && result.errors.contains("Usage: serve"), "\(result.errors)")
    }
  }
}
