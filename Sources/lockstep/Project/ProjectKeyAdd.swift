import AdminClient
import AdminModel
import ArgumentParser

struct ProjectKeyAdd: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Make an upload key; it is printed once.",
    discussion: """
      Example:
        lockstep project key add north payroll
      """)

  @Argument(help: ProjectCommand.nameHelp)
  var project: String

  @Argument(help: "What the key is for, 1 to 48 characters.")
  var name: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let key = try await client.addProjectKey(project, named: name)
    output.tell(key, key.key ?? "")
  }
}
