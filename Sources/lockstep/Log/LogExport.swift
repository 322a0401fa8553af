import AdminClient
import ArgumentParser

struct LogExport: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the monitoring log to a file, as long as it is.",
    discussion: """
      Times are in UTC. A cell that a spreadsheet would take for a formula begins with an apostrophe.

      Example:
        lockstep log export --device 1001 --file door-1001.csv
      """)

  @OptionGroup var entries: EventFilterOptions

  @Option(help: "Only entries above this number.")
  var after: Int64?

  @OptionGroup var export: ExportOptions
  @OptionGroup var server: ServerOptions

  func run(_ client: AdminClient) async throws {
    let filter = entries.filter
    let query = [
      ("format", export.kind.rawValue), ("device", filter.device.map { "\($0)" }), ("user", filter.user),
      ("kind", filter.kind), ("after", after.map { "\($0)" }),
    ]
    try await export.write { try await client.download("events", "export", query: query, to: $0) }
  }
}
