import AdminClient
import AdminModel
import ArgumentParser

struct ProjectAdmin: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "admin", abstract: "Make an administrator an admin of a project, or take one out of it.",
    discussion: """
      Admins may do in their project what an operator may; official contacts are told of errors and of what is held.

      Example:
        lockstep project admin north Nora --official-contact
      """)

  @Argument(help: ProjectCommand.nameHelp)
  var project: String

  @Argument(help: "The administrator's name.")
  var name: String

  @Flag(help: "Official contact.")
  var officialContact = false

  @Flag(help: "Takes the admin out of the project.")
  var remove = false

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let found = try await client.administrators().first { $0.name.lowercased() == name.lowercased() }
    guard let found else { throw Failure("there is no administrator \(name)").told() }
    if remove {
      try await client.removeProjectAdmin(project, found.id)
      return output.tell(found, "\(found.name) is no admin of \(project) any more")
    }
    let admin = try await client.setProjectAdmin(project, found.id, officialContact: officialContact)
    output.tell(admin, "\(admin.name) is an admin of \(project)\(admin.officialContact ? ", official contact" : "")")
  }
}
