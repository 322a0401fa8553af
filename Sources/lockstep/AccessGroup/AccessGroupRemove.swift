import AdminClient
import AdminModel
import ArgumentParser

struct AccessGroupRemove: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove an access group; its users and devices stay.",
    discussion: """
      Example:
        lockstep access-group remove Laboratory
      """)

  @Argument(help: AccessGroupCommand.nameHelp)
  var name: String

  @OptionGroup var confirmation: Confirmation
  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let group = try await client.accessGroup(name)
    try await confirmation.change(output) { code in try await client.removeAccessGroup(group.id, confirm: code) }
    output.tell(group, "removed access group \(group.id), \(group.name)")
  }
}
