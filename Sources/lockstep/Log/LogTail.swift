import AdminClient
import AdminModel
import ArgumentParser

struct LogTail: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail", abstract: "Show the newest entries of the monitoring log, and further ones as they come.",
    discussion: """
      Runs until it is interrupted. When the server goes away it waits for it to come back, and goes on behind the last \
      entry that it showed. With --format json each entry is an object on a line of its own.

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
    var shown = try await client.latestEvents(1).last?.id ?? 0
    let newest = shown
    let earlier = try await client.latestEvents(last, entries.filter).filter { $0.id <= newest }
    for event in earlier { output.tellLine(event, event.line) }
    var pause = Self.leastPause
    while true {
      do {
        let events = try await client.liveEvents(entries.filter, after: shown)
        if pause > Self.leastPause { StandardError.write("lockstep: the server is back\n") }
        pause = Self.leastPause
        for try await event in events {
          output.tellLine(event, event.line)
          shown = event.id
        }
      } catch AdminClientError.refused(let problem) where problem.reason == Problem.aheadOfLog {
        StandardError.write(
          "lockstep: the server has an earlier state than what was shown; going on with what comes from now on\n")
        shown = try await client.latestEvents(1).last?.id ?? 0
      } catch let error as AdminClientError where error.isLostConnection {
        if pause == Self.leastPause { StandardError.write("lockstep: \(error.description); trying again\n") }
        try await Task.sleep(for: pause)
        pause = min(pause * 2, .seconds(5))
      }
    }
  }

  private static let leastPause = Duration.milliseconds(250)
}

extension AdminClientError {
  /// Whether the same may go well later.
  fileprivate var isLostConnection: Bool {
    switch self {
    case .notReached: true
    // A server that is stopping, or starting, says so.
    case .refused(let problem): problem.status == 503
    case .unexpected, .wrongAddress, .wrongAuthority: false
    }
  }
}
