import AdminClient
import AdminModel
import ArgumentParser

struct AccessGroupList: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List every access group.",
    discussion: """
      Example:
        lockstep access-group list
      """)

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    output.show(
      try await client.accessGroups().all(),
      Table<AccessGroupResource>([
        ("NUMBER", { "\($0.id)" }),
        ("NAME", { $0.name }),
        ("USERS", { "\($0.userCount)" }),
        ("DEVICES", { "\($0.deviceCount)" }),
      ]))
  }
}
