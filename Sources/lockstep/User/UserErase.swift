import AdminClient
import AdminModel
import ArgumentParser

struct UserErase: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Erase a person for good: a user, or one that was deleted.",
    discussion: """
      The user is deleted on the server and on every device in scope, and whatever the server keeps of the person goes: \
      the copy for a restore, entries under Needs attention, mails, what files said, details in histories and in the \
      audit log. Nobody can bring it back, and backups have it as long as they are kept. What stays is a note with the \
      ID: `lockstep user erasures`.

      Example:
        lockstep user erase 17 --yes
      """)

  @Argument(help: "The user's ID.")
  var id: String

  @Flag(help: "Erase the person. Without it nothing is done.")
  var yes = false

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    guard yes else {
      throw Failure(
        "nothing was done; to erase everything that is kept of user \(id), which nobody can bring back, repeat the "
          + "command with --yes"
      ).told()
    }
    let erasure = try await client.eraseUser(id)
    output.tell(erasure, "user \(erasure.user) is erased on the server; \(erasure.doors)")
  }
}
