import AdminClient
import AdminModel
import ArgumentParser

struct DifferenceUseServerValue: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "use-server-value",
    abstract: "Send the server's value of a field to the device that differs.",
    discussion: """
      Name a difference as the list does, 12@3: it is refused if either side has changed since. The number alone means \
      as it is now.

      Example:
        lockstep difference use-server-value 12@3
      """)

  @Argument(help: ArgumentHelp("The differences.", valueName: "difference"))
  var references: [DifferenceReference]

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let results = try await client.decide("use-server-value", references)
    output.tell(
      results, references.map { "difference \($0.id): the server's value goes to the device" }.joined(separator: "\n"))
  }
}
