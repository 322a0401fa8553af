import AdminClient
import AdminModel
import ArgumentParser

struct AutoSyncDecide: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "decide", abstract: "Say whether a row and the user with its card are one person.",
    discussion: """
      Example:
        lockstep auto-sync decide 7 same-person --project north
      """)

  @Argument(help: "The number that `lockstep auto-sync held` shows.")
  var held: Int64

  @Argument(help: "same-person or other-person.")
  var choice: String

  @Option(help: ProjectCommand.nameHelp)
  var project: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    try await client.choose(project, held: held, choice: choice)
    output.tell(PersonChoiceBody(choice: choice), "decided: \(choice)")
  }
}
