import AdminClient
import AdminModel
import ArgumentParser

struct MailRemove: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Forget the mail server; mail waits until there is another one.",
    discussion: """
      Example:
        lockstep mail remove
      """)

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    try await client.removeMailServer()
    output.tell(try await client.mailStatus(), "there is no mail server: mail waits")
  }
}
