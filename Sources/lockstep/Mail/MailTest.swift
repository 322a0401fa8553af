import AdminClient
import AdminModel
import ArgumentParser

struct MailTest: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Send a test mail at once, and show what the mail server says.",
    discussion: """
      It ends with 1 if the mail server did not take it.

      Example:
        lockstep mail test --to ada@example.org
      """)

  @Option(help: ArgumentHelp("Who gets it.", valueName: "address"))
  var to: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let result = try await client.sendTestMail(to: to)
    output.tell(result, "the mail server \(result.sent ? "took the mail" : "did not take the mail"): \(result.answer)")
    guard result.sent else { throw ExitCode(1) }
  }
}
