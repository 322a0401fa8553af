import AdminClient
import ArgumentParser

struct UserExport: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write users to a file, as many as there are; templates and card numbers are not in it.",
    discussion: """
      Times are in UTC. A cell that a spreadsheet would take for a formula begins with an apostrophe.

      Example:
        lockstep user export --access-group Laboratory --file laboratory.csv
      """)

  @Option(help: "Only users in whose ID, name or e-mail address this text is, or whose whole card number it is.")
  var search: String?

  @Option(help: "Only users of this access group.")
  var accessGroup: String?

  @OptionGroup var export: ExportOptions
  @OptionGroup var server: ServerOptions

  func run(_ client: AdminClient) async throws {
    let query = [("format", export.kind.rawValue), ("q", search), ("accessGroup", accessGroup)]
    try await export.write { try await client.download("users", "export", query: query, to: $0) }
  }
}
