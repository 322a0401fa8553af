import AdminClient
import AdminModel
import ArgumentParser

struct ProjectKeyList: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the upload keys of a project; the keys themselves are not kept.",
    discussion: """
      Example:
        lockstep project key list north
      """)

  @Argument(help: ProjectCommand.nameHelp)
  var project: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    output.show(
      try await client.projectKeys(project),
      Table<ProjectKeyResource>([
        ("NAME", { $0.name }),
        ("MADE BY", { $0.createdBy }),
        ("MADE", { Words.time($0.createdAt) }),
        ("LAST USED", { Words.time($0.usedAt) }),
        ("FROM", { $0.usedFrom }),
      ]))
  }
}
