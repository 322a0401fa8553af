import AdminClient
import AdminModel
import ArgumentParser

struct AccessGroupShow: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one access group with its users and devices.",
    discussion: """
      Example:
        lockstep access-group show Laboratory
      """)

  @Argument(help: AccessGroupCommand.nameHelp)
  var name: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let group = try await client.accessGroup(name)
    guard output.format == .table else { return output.write(group) }
    let users = try await client.users(accessGroup: group.name).all()
    let devices = try await client.devices(state: "registered").all().filter { $0.accessGroups.contains(group.name) }
    output.show(
      group,
      [
        ("Number", "\(group.id)"), ("Name", group.name),
        ("Devices", Words.list(devices.map { "\($0.id) \($0.name)" })),
        ("Users", Words.list(users.map { $0.name.isEmpty ? $0.id : "\($0.id) \($0.name)" })),
      ])
  }
}
