import AdminClient
import AdminModel
import ArgumentParser

struct LogList: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List entries of the monitoring log, oldest first.",
    discussion: """
      What the server wrote to many devices in one revision is one line; --unfolded opens it.

      Example:
        lockstep log list --user 17 --last 20
      """)

  @OptionGroup var entries: EventFilterOptions

  @Option(help: "Only the newest entries, as many as given.")
  var last: Int?

  @Flag(help: "Show a line for each device to which a revision was written.")
  var unfolded = false

  @Option(help: "Only entries above this number.")
  var after: Int64?

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard last == nil || after == nil else { throw ValidationError("--last and --after exclude each other.") }
    guard last.map({ $0 > 0 }) ?? true else { throw ValidationError("--last must be 1 or more.") }
  }

  func run(_ client: AdminClient) async throws {
    var filter = entries.filter
    filter.isFolded = !unfolded
    let events =
      if let last {
        try await client.latestEvents(last, filter)
      } else {
        try await client.events(filter, after: after ?? 0).all()
      }
    output.show(events, Self.table)
  }

  private static let table = Table<EventResource>([
    ("NUMBER", { "\($0.id)" }),
    ("RECEIVED", { Timestamp.text($0.receivedAt) }),
    ("DEVICE TIME", { Words.time($0.deviceTime) }),
    ("DEVICE", { event in event.device.map { "\($0)" } ?? "—" }),
    ("LOG", { event in event.logId.map { "\($0)" } ?? "—" }),
    ("USER", { Words.text($0.user) }),
    ("WHAT", { $0.title }),
    (
      "DETAIL",
      { event in
        Words.text([event.detail, event.outcome.map { "→ \($0)" } ?? ""].filter { !$0.isEmpty }.joined(separator: " "))
      }
    ),
  ])
}
