import AdminClient
import AdminModel
import ArgumentParser

struct DifferenceList: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List every open difference.",
    discussion: """
      Example:
        lockstep difference list --user 17
      """)

  @Option(help: "Only differences of this user.")
  var user: String?

  @Option(help: "Only differences on this device.")
  var device: UInt32?

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    output.show(
      try await client.differences(user: user, device: device).all(),
      Table<DifferenceResource>([
        ("DIFFERENCE", { DifferenceReference($0).text }),
        ("USER", { $0.user }),
        ("DEVICE", { "\($0.device)" }),
        ("FIELD", { $0.slot }),
        ("DEVICE'S VALUE", { $0.deviceValue }),
        ("SERVER'S VALUE", { Words.text($0.serverValue) }),
        ("REASON", { $0.reason }),
        ("SINCE", { Words.time($0.since) }),
      ]))
  }
}
