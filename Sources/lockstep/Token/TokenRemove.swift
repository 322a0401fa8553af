import AdminClient
import AdminModel
import ArgumentParser

struct TokenRemove: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "End the key of a program.",
    discussion: """
      Example:
        lockstep api-token remove till
      """)

  @Argument(help: "The key's name.")
  var name: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let found = try await client.tokens().first { $0.name.lowercased() == name.lowercased() }
    guard let found else { throw Failure("there is no API token \(name)").told() }
    try await client.removeToken(found.id)
    output.tell(found, "ended \(found.name)")
  }
}
