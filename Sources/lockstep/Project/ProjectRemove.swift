import AdminClient
import AdminModel
import ArgumentParser

struct ProjectRemove: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a project that manages nobody.",
    discussion: """
      Example:
        lockstep project remove north
      """)

  @Argument(help: ProjectCommand.nameHelp)
  var project: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let found = try await client.project(project)
    try await client.removeProject(found.shortName)
    output.tell(found, "removed project \(found.name)")
  }
}
