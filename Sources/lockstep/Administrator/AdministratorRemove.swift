import AdminClient
import AdminModel
import ArgumentParser

struct AdministratorRemove: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract:
      "Remove somebody who may sign in; their sign-ins, and the API tokens that they made, end at once. The last administrator stays.",
    discussion: """
      Example:
        lockstep administrator remove Ada
      """)

  @Argument(help: "The name.")
  var name: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let known = try await client.administrator(named: name)
    try await client.removeAdministrator(known.id)
    let tokens =
      known.apiTokens.isEmpty ? "" : ", and the API tokens that they made: \(known.apiTokens.joined(separator: ", "))"
    output.tell(known, "removed \(known.name)\(tokens)")
  }
}
