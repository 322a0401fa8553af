import AdminClient
import AdminModel
import ArgumentParser

struct NotificationList: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List what people can be told of, and who is.",
    discussion: """
      Example:
        lockstep notification list
      """)

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    output.show(
      try await client.notifications(),
      Table<NotificationResource>([
        ("OF", { $0.kind }),
        ("TOLD", { $0.on ? "yes" : "no" }),
        ("AFTER", { kind in kind.minutes.map { "\($0) min" } ?? "at once" }),
        ("WHO", { Words.list($0.recipients) }),
      ]))
  }
}
