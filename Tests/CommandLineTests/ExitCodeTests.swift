import Foundation
import Testing

@Suite("Exit codes")
struct ExitCodeTests {
  @Test(
    "wrong use ends with 64 and says what is wrong",
    arguments: [
      ["no-such-command"], ["user", "show"], ["user", "list", "--format", "xml"], ["device", "show", "lobby"],
      ["device", "register"], ["device", "register", "1003", "--all-waiting"],
      ["device", "register", "1003", "--take-over", "--replace"], ["device", "transfer", "--user", "17"],
      ["device", "content", "1003"], ["device", "content", "1003", "forget"],
      ["device", "transfer", "--device", "1003", "--all-devices", "--user", "17"], ["device", "edit", "1003"],
      ["device", "edit", "1003", "--access-group", "A", "--no-access-groups"], ["setting", "set", "time-zone"],
      ["user", "edit", "17", "--clear", "soul"], ["user", "add", "--end", "tomorrow"], ["log", "list", "--last", "0"],
      ["log", "list", "--last", "5", "--after", "5"], ["difference", "use-server-value", "twelve"],
      ["difference", "use-server-value"], ["user", "show", "17", "--devices", "--provenance"],
    ])
  func wrongUse(arguments: [String]) async throws {
    let result = try await BuiltBinary.run(arguments)
    #expect(result.code == 64)
    #expect(!result.errors.isEmpty)
    #expect(result.output.isEmpty)
  }

  @Test(
    "an address that is none is wrong use", arguments: ["", "nonsense", "ftp://127.0.0.1", "http://127.0.0.1/path"])
  func wrongAddress(address: String) async throws {
    let result = try await BuiltBinary.run("status", "--server-url", address)
    #expect(result.code == 64)
    #expect(result.errors.contains("expected http://HOST:PORT"))
  }

  @Test("a file that cannot be used is wrong use", arguments: ["/nonexistent/user.json", "/dev/null"])
  func wrongFile(file: String) async throws {
    let result = try await BuiltBinary.run("user", "add", "--from", file)
    #expect(result.code == 64)
    #expect(result.errors.contains(file))
  }

  @Test(
    "a server that is not reached ends with 5 and says so",
    arguments: [
      ["status"], ["user", "list"], ["device", "list", "--format", "json"], ["log", "tail"], ["attention", "list"],
      ["setting", "get", "automatic-user-synchronization"], ["access-group", "show", "Laboratory"],
    ])
  func notReached(arguments: [String]) async throws {
    // Nobody listens on the discard port of the loopback interface.
    let result = try await BuiltBinary.run(arguments + ["--server-url", "http://127.0.0.1:9"])
    #expect(result.code == 5)
    #expect(result.errors.contains("http://127.0.0.1:9 cannot be reached"))
    #expect(result.errors.contains("lockstep serve"))
    #expect(result.output.isEmpty)
  }
}
