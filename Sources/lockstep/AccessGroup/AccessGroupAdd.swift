import AdminClient
import AdminModel
import ArgumentParser

struct AccessGroupAdd: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add an access group.",
    discussion: """
      Example:
        lockstep access-group add Laboratory
      """)

  @Argument(help: "The group's name, 1 to 48 characters.")
  var name: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let group = try await client.addAccessGroup(named: name)
    output.tell(group, "added access group \(group.id), \(group.name)")
  }
}
