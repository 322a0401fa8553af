import AdminClient
import AdminModel
import ArgumentParser

struct NotificationSet: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Choose who is told of something by e-mail; the recipients given replace those before.",
    discussion: """
      Example:
        lockstep notification set device-offline --on --minutes 15 --recipient doors@example.org
      """)

  @Argument(help: "What people are told of; `lockstep notification list` shows what there is.")
  var kind: String

  @Flag(inversion: .prefixedNo, help: "Whether anybody is told.")
  var on: Bool

  @Option(help: "After how many minutes; only of device-offline.")
  var minutes: Int?

  @Option(help: "An e-mail address; may be repeated.")
  var recipient: [String] = []

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let body = NotificationBody(on: on, minutes: minutes, recipients: recipient)
    let set = try await client.setNotification(kind, body)
    output.tell(set, "\(set.kind): \(set.on ? Words.list(set.recipients) : "nobody") is told")
  }
}
