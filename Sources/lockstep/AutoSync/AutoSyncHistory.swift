import AdminClient
import AdminModel
import ArgumentParser

struct AutoSyncHistory: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "List the runs of a project, newest first; or the rows of one.",
    discussion: """
      Example:
        lockstep auto-sync history --project north
        lockstep auto-sync history --project north --run 12
      """)

  @Option(help: ProjectCommand.nameHelp)
  var project: String

  @Option(help: "Every row of this run.")
  var run: Int64?

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    if let run {
      return output.show(try await client.runRows(project, run: run).all(), Table<RunRowResource>.rows)
    }
    output.show(
      try await client.runs(project).all(),
      Table<RunResource>([
        ("RUN", { "\($0.id)" }),
        ("STARTED", { Words.time($0.startedAt) }),
        ("BY", { $0.actor == $0.way.replacing("-", with: " ") ? $0.actor : "\($0.way), \($0.actor)" }),
        ("OUTCOME", { $0.outcome + ($0.decision.isEmpty ? "" : ", \($0.decision)") }),
        ("COUNTS", { $0.counts.words }),
        ("REASON", { $0.reason }),
      ]))
  }
}
