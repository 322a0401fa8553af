import AdminClient
import AdminModel
import ArgumentParser

struct AccessGroupAddUser: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "add-user", abstract: "Add users to an access group.",
    discussion: """
      Example:
        lockstep access-group add-user Laboratory 1001 1002
      """)

  @Argument(help: AccessGroupCommand.nameHelp)
  var name: String

  @Argument(help: "The users' IDs.")
  var users: [String]

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let group = try await client.accessGroup(name)
    for user in users { try await client.addUser(user, toAccessGroup: group.id) }
    let after = try await client.accessGroup("\(group.id)")
    output.tell(after, "\(Words.count(users.count, "user")) added to \(after.name)")
  }
}
