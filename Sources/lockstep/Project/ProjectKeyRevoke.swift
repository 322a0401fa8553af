import AdminClient
import AdminModel
import ArgumentParser

struct ProjectKeyRevoke: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Revoke an upload key at once.",
    discussion: """
      Example:
        lockstep project key revoke north payroll
      """)

  @Argument(help: ProjectCommand.nameHelp)
  var project: String

  @Argument(help: "The key's name.")
  var name: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let found = try await client.projectKeys(project).first { $0.name.lowercased() == name.lowercased() }
    guard let found else { throw Failure("there is no upload key \(name)").told() }
    try await client.removeProjectKey(project, found.id)
    output.tell(found, "revoked \(found.name)")
  }
}
