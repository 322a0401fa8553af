import AdminClient
import AdminModel
import ArgumentParser

struct LogTail: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail", abstract: "Show the newest entries of the monitoring log, and further ones as they come.",
    discussion: """
      Runs until it is interrupted. With --format json each entry is an object on a line of its own.

      Example:
        lockstep log tail --device 1003
      """)

  @OptionGroup var entries: EventFilterOptions

  @Option(help: "How many entries to show from before.")
  var last = 10

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard last >= 0 else { throw ValidationError("--last must be 0 or more.") }
  }

  func run(_ client: AdminClient) async throws {
    // The newest entry of all tells where to go on, also when none of them passes the filter.
    let newest = try await client.latestEvents(1).last?.id ?? 0
    let earlier = try await client.latestEvents(last, entries.filter).filter { $0.id <= newest }
    for event in earlier { output.tellLine(event, event.line) }
    for try await event in try await client.liveEvents(entries.filter, after: newest) {
      output.tellLine(event, event.line)
    }
  }
}
