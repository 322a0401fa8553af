import AdminClient
import AdminModel
import ArgumentParser

struct AdministratorLink: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "link",
    abstract: "Print the link by which somebody gives a password, once: the way back for a forgotten one.",
    discussion: """
      Earlier links of the same person end. The link works for a week; whoever has it can sign in as that person.

      Example:
        lockstep administrator link Ada
      """)

  @Argument(help: "The name.")
  var name: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let known = try await client.administrator(named: name)
    let link = try await client.makeSignInLink(for: known.id)
    output.tell(link, "\(known.name) gives a password once, until \(Words.time(link.expiresAt)), at\n\(link.url)")
  }
}
