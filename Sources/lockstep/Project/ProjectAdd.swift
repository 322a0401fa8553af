import AdminClient
import AdminModel
import ArgumentParser

struct ProjectAdd: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a project; its name is enough.",
    discussion: """
      Example:
        lockstep project add North --short-name north
      """)

  @Argument(help: "The project's name, 1 to 48 characters.")
  var name: String

  @Option(help: "1 to 40 of a–z, 0–9 and -; it never changes. Without it one is made of the name.")
  var shortName: String?

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let added = try await client.addProject(ProjectBody(name: name, shortName: shortName))
    output.tell(added, "added project \(added.shortName), \(added.name)")
    if let warning = added.warning {
      StandardError.write(
        "lockstep: \(warning); `lockstep project admin \(added.shortName) NAME --official-contact` makes one\n")
    }
  }
}
