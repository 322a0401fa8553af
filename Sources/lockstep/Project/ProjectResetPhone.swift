import AdminClient
import AdminModel
import ArgumentParser

struct ProjectResetPhone: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "reset-phone", abstract: "Revoke a phone: card and fingers stay.",
    discussion: """
      Example:
        lockstep project reset-phone north 1000000001
      """)

  @Argument(help: ProjectCommand.nameHelp)
  var project: String

  @Argument(help: "The user's ID.")
  var user: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let person = try await client.resetPhone(project, user: user)
    output.tell(person, "the phone of user \(person.user) is revoked")
  }
}
