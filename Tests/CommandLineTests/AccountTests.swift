import AdminModel
import Foundation
import Testing

@Suite("Commands of accounts and files", .timeLimit(.minutes(1)))
struct AccountTests {
  private func run(_ body: (ServerProcess) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-cli-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let server = try await ServerProcess.start(in: directory)
    do {
      try await body(server)
    } catch {
      await server.terminate()
      throw error
    }
    #expect(await server.terminate() == 0)
  }

  @Test("SEC-2 administrators, their links, keys of programs and the audit log, by commands")
  func accounts() async throws {
    try await run { server in
      let added = try await server.run("administrator", "add", "Ada", "--role", "operator")
      #expect(added.code == 0)
      #expect(added.output.contains("/sign-in/link/"))
      let link = try await server.run("administrator", "link", "ada", "--format", "json")
      #expect(try AdminJSON.decoder.decode(SignInLink.self, from: Data(link.output.utf8)).url.hasPrefix("http://"))
      #expect(try await server.run("administrator", "add", "Ada", "--role", "boss").errors.contains("role"))
      #expect(try await server.run("administrator", "edit", "Ada", "--role", "viewer").output.contains("viewer"))
      let last = try await server.run("administrator", "remove", "administrator")
      #expect(last.code == 1)
      #expect(last.errors.contains("the last administrator"))
      #expect(try await server.run("administrator", "remove", "Ada").code == 0)
      let key = try await server.run("api-token", "add", "till", "--role", "viewer", "--days", "1")
      let file = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-key-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: file) }
      try Data(key.output.utf8).write(to: file)
      let refused = try await BuiltBinary.run(
        "user", "add", "--id", "1", "--token-file", file.path, "--server-url", server.httpURL)
      #expect(refused.code == 1)
      #expect(refused.errors.contains("this needs the role operator"))
      #expect(try await server.run("api-token", "remove", "till").code == 0)
      let audit = try await server.run("audit")
      #expect(audit.output.contains("administrator.remove") && audit.output.contains("refused"))
      let told = try await server.run(
        "notification", "set", "device-offline", "--on", "--minutes", "5", "--recipient", "doors@example.org")
      #expect(told.output.contains("doors@example.org is told"))
    }
  }

  @Test("users and the log become files, whole or not at all")
  func export() async throws {
    try await run { server in
      _ = try await server.run("user", "add", "--id", "1", "--name", "Ada")
      let file = FileManager.default.temporaryDirectory.appendingPathComponent(
        "lockstep-users-\(UUID().uuidString).csv")
      defer { try? FileManager.default.removeItem(at: file) }
      #expect(try await server.run("user", "export", "--file", file.path).code == 0)
      #expect(try String(contentsOf: file, encoding: .utf8).contains("1,Ada,"))
      #expect(try await server.run("log", "export", "--as", "json").output.contains(#""items":["#))
      let wrong = try await server.run("user", "export", "--access-group", "none", "--file", file.path + "2")
      #expect(wrong.code == 1)
      #expect(!FileManager.default.fileExists(atPath: file.path + "2"))
    }
  }
}
