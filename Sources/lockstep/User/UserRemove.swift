import AdminClient
import AdminModel
import ArgumentParser

struct UserRemove: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Delete users on the server and on every device in scope.",
    discussion: """
      A deleted user can be restored for 30 days with `lockstep user restore`.

      Example:
        lockstep user remove 17
      """)

  @Argument(help: "The users' IDs.")
  var ids: [String]

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    for id in ids { try await client.removeUser(id) }
    output.tell(ids, "deleted \(ids.count == 1 ? "user" : "users") \(ids.joined(separator: ", "))")
  }
}
