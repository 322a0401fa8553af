import AdminClient
import AdminModel
import ArgumentParser

struct AttentionAct: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "act", abstract: "Do something about an entry.",
    discussion: """
      Example:
        lockstep attention act 31 send-again
      """)

  @Argument(help: "The entry's number.")
  var id: Int64

  @Argument(help: "One of the entry's actions.")
  var action: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let result = try await client.act(action, onAttention: id)
    output.tell(result, "entry \(id): \(result.outcome)")
  }
}
