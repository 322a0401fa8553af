import AdminClient
import AdminModel
import ArgumentParser

struct AttentionList: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List everything that waits for an operator, with what can be done about it.",
    discussion: """
      Example:
        lockstep attention list --device 1003
      """)

  @Option(help: "Only this kind, such as deleted-there or save-failed.")
  var kind: String?

  @Option(help: "Only entries about this user.")
  var user: String?

  @Option(help: "Only entries about this device.")
  var device: UInt32?

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    output.show(
      try await client.attention(kind: kind, user: user, device: device).all(),
      Table<AttentionResource>([
        ("NUMBER", { "\($0.id)" }),
        ("KIND", { $0.kind }),
        ("USER", { Words.text($0.user) }),
        ("DEVICE", { entry in entry.device.map { "\($0)" } ?? "—" }),
        (
          "REASON",
          { entry in
            Words.text([entry.reason, entry.detail].filter { !$0.isEmpty }.joined(separator: ", "))
          }
        ),
        ("SINCE", { Words.time($0.since) }),
        ("ACTIONS", { Words.list($0.actions) }),
      ]))
  }
}
