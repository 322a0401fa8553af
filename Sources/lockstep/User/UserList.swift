import AdminClient
import AdminModel
import ArgumentParser

struct UserList: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List every user.",
    discussion: """
      Example:
        lockstep user list --access-group Laboratory
      """)

  @Option(help: "Only users in whose ID, name or e-mail address this text is, or whose whole card number it is.")
  var search: String?

  @Option(help: "Only users of this access group.")
  var accessGroup: String?

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    output.show(
      try await client.users(matching: search, accessGroup: accessGroup).all(),
      Table<UserResource>([
        ("ID", { $0.id }),
        ("NAME", { Words.text($0.name) }),
        ("GROUPS", { Words.list($0.accessGroups) }),
        ("CREDENTIALS", { $0.credentials }),
        ("VALID", { $0.validity }),
        ("REVISION", { "\($0.revision)" }),
      ]))
  }
}
