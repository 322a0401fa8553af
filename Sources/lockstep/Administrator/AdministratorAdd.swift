import AdminClient
import AdminModel
import ArgumentParser

struct AdministratorAdd: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add somebody who may sign in, and print their sign-in link.",
    discussion: """
      Example:
        lockstep administrator add Ada --role operator
      """)

  @Argument(help: "The name, 1 to 48 characters.")
  var name: String

  @Option(help: AdministratorCommand.roleHelp)
  var role: String

  @Option(help: "The e-mail address.")
  var email: String?

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let added = try await client.addAdministrator(AdministratorBody(name: name, role: role, email: email))
    let link = try await client.makeSignInLink(for: added.id)
    output.tell(
      link,
      "added \(added.role) \(added.name); the password is given once, until \(Words.time(link.expiresAt)), at\n\(link.url)"
    )
  }
}
