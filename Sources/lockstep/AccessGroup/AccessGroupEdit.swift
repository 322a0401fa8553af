import AdminClient
import AdminModel
import ArgumentParser

struct AccessGroupEdit: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Rename an access group.",
    discussion: """
      Example:
        lockstep access-group edit Laboratory --name "Laboratory, second floor"
      """)

  @Argument(help: AccessGroupCommand.nameHelp)
  var group: String

  @Option(help: "Its new name.")
  var name: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let group = try await client.accessGroup(group)
    let renamed = try await client.renameAccessGroup(group.id, to: name)
    output.tell(renamed, "access group \(renamed.id) is now \(renamed.name)")
  }
}
