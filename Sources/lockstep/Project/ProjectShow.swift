import AdminClient
import AdminModel
import ArgumentParser

struct ProjectShow: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one project with its admins.",
    discussion: """
      Example:
        lockstep project show north
      """)

  @Argument(help: ProjectCommand.nameHelp)
  var project: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let found = try await client.project(project)
    guard output.format == .table else { return output.write(found) }
    let admins = try await client.projectAdmins(found.shortName)
    output.show(found, found.fields(admins))
  }
}
