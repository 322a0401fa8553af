import AdminClient
import AdminModel
import ArgumentParser

struct DifferenceUseDeviceValue: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "use-device-value",
    abstract: "Write a device's value of a field to the server, and from there to every device.",
    discussion: """
      Name a difference as the list does, 12@3: it is refused if either side has changed since. The number alone means \
      as it is now.

      Example:
        lockstep difference use-device-value 12@3
      """)

  @Argument(help: ArgumentHelp("The differences.", valueName: "difference"))
  var references: [DifferenceReference]

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let results = try await client.decide("use-device-value", references)
    output.tell(
      results, references.map { "difference \($0.id): the device's value is the server's now" }.joined(separator: "\n"))
  }
}
