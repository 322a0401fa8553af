import AdminClient
import AdminModel
import ArgumentParser

struct AccessGroupRemoveUser: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove-user", abstract: "Take users out of an access group.",
    discussion: """
      Example:
        lockstep access-group remove-user Laboratory 1001 1002
      """)

  @Argument(help: AccessGroupCommand.nameHelp)
  var name: String

  @Argument(help: "The users' IDs.")
  var users: [String]

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let group = try await client.accessGroup(name)
    for user in users { try await client.removeUser(user, fromAccessGroup: group.id) }
    let after = try await client.accessGroup("\(group.id)")
    output.tell(after, "\(Words.count(users.count, "user")) taken out of \(after.name)")
  }
}
