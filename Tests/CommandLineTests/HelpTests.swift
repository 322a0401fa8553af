import Foundation
import Testing

@Suite("The help of the commands")
struct HelpTests {
  /// A command as the binary describes itself.
  struct Command: Decodable {
    let commandName: String
    let discussion: String?
    let subcommands: [Command]?

    var all: [Command] { [self] + (subcommands ?? []).filter { $0.commandName != "help" }.flatMap(\.all) }
  }

  private struct Description: Decodable {
    let command: Command
  }

  private func commands() async throws -> [Command] {
    let result = try await BuiltBinary.run("--experimental-dump-help")
    return try JSONDecoder().decode(Description.self, from: Data(result.output.utf8)).command.all
  }

  @Test("every command has an example that begins with its own name")
  func examples() async throws {
    let commands = try await commands()
    #expect(commands.count > 35)
    for command in commands {
      let discussion = command.discussion ?? ""
      #expect(discussion.contains("Example:\n  lockstep"), "\(command.commandName)")
      #expect(
        command.commandName == "lockstep" || discussion.contains(" \(command.commandName)"), "\(command.commandName)")
    }
  }

  @Test(
    "every group of commands is there",
    arguments: [
      ("setting", ["get", "set"]),
      ("device", ["list", "show", "edit", "remove", "register", "compare", "upload", "content", "transfer", "retry"]),
      ("user", ["list", "show", "add", "edit", "remove", "restore", "erase", "erasures", "export"]),
      ("access-group", ["list", "show", "add", "edit", "remove", "add-user", "remove-user"]),
      ("log", ["list", "tail", "export"]), ("difference", ["list", "use-server-value", "use-device-value"]),
      ("attention", ["list", "act"]), ("administrator", ["list", "add", "edit", "remove", "link"]),
      ("api-token", ["list", "add", "remove"]), ("notification", ["list", "set"]),
      ("mail", ["show", "set", "remove", "test", "list", "retry"]),
    ])
  func groups(group: String, names: [String]) async throws {
    let found = try await commands().first { $0.commandName == group }
    #expect(Set(names).isSubset(of: Set(found?.subcommands?.map(\.commandName) ?? [])))
  }

  @Test("help shows the example on a line of its own")
  func help() async throws {
    let result = try await BuiltBinary.run("device", "register", "--help")
    #expect(result.code == 0)
    #expect(result.output.contains("\n  lockstep device register 1003 --check-code 7QF2M9XA\n"))
    for option in ["--server-url", "--token-file", "--format", "--take-over", "--replace", "--all-waiting"] {
      #expect(result.output.contains(option))
    }
  }

  @Test("the version is a version")
  func version() async throws {
    let result = try await BuiltBinary.run("--version")
    #expect(result.code == 0)
    #expect(result.output.split(separator: ".").count == 3)
  }

  @Test("completions are made for each shell", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) async throws {
    let result = try await BuiltBinary.run("--generate-completion-script", shell)
    #expect(result.code == 0)
    #expect(result.output.contains("register"))
  }
}
