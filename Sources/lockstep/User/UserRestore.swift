import AdminClient
import AdminModel
import ArgumentParser

struct UserRestore: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Restore a deleted user with the same credentials.",
    discussion: """
      Example:
        lockstep user restore 17
      """)

  @Argument(help: "The user's ID.")
  var id: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let user = try await client.restoreUser(id)
    output.tell(user, "restored user \(user.id), revision \(user.revision)")
  }
}
