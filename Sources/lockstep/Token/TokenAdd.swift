import AdminClient
import AdminModel
import ArgumentParser
import Foundation

struct TokenAdd: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Make a key for a program; it is printed once.",
    discussion: """
      Example:
        lockstep api-token add till --role viewer --days 90
      """)

  @Argument(help: "What the key is for, 1 to 48 characters.")
  var name: String

  @Option(help: AdministratorCommand.roleHelp)
  var role: String

  @Option(help: "How many days it works; without it, for ever.")
  var days: Int?

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard days.map({ (1...36_500).contains($0) }) ?? true else { throw ValidationError("--days must be 1 to 36500.") }
  }

  func run(_ client: AdminClient) async throws {
    let end = days.map { Date().addingTimeInterval(Double($0) * 86_400) }
    let added = try await client.addToken(TokenBody(name: name, role: role, expiresAt: end))
    output.tell(added, added.token ?? "")
  }
}
