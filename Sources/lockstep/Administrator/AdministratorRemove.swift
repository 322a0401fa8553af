import AdminClient
import AdminModel
import ArgumentParser

struct AdministratorRemove: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove somebody who may sign in; their sign-ins end at once. The last administrator stays.",
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
    output.tell(known, "removed \(known.name)")
  }
}
