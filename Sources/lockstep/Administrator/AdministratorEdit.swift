import AdminClient
import AdminModel
import ArgumentParser

struct AdministratorEdit: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Change somebody's role or e-mail address.",
    discussion: """
      Example:
        lockstep administrator edit Ada --role administrator
      """)

  @Argument(help: "The name.")
  var name: String

  @Option(help: AdministratorCommand.roleHelp)
  var role: String?

  @Option(help: "The e-mail address.")
  var email: String?

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard role != nil || email != nil else { throw ValidationError("Give --role or --email.") }
  }

  func run(_ client: AdminClient) async throws {
    let known = try await client.administrator(named: name)
    let changed = try await client.changeAdministrator(known.id, AdministratorChange(role: role, email: email))
    output.tell(changed, "changed \(changed.name): \(changed.role), \(Words.text(changed.email))")
  }
}
