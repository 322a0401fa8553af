import AdminClient
import AdminModel
import ArgumentParser

struct AutoSyncReject: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject", abstract: "Leave the people whom a run holds as they are; the same set does not ask again.",
    discussion: """
      The run is the number that `lockstep auto-sync held` shows; if another file has come since, nothing is done.

      Example:
        lockstep auto-sync reject 12 --project north
      """)

  @Argument(help: "The run.")
  var run: Int64

  @Option(help: ProjectCommand.nameHelp)
  var project: String

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let found = try await client.runs(project).first { $0.id == run }
    guard let set = found?.heldSet else { throw Failure("run \(run) holds nothing that waits for this").told() }
    let result = try await client.reject(project, run: run, set: set)
    output.tell(result, "rejected: \(result.counts.words)")
  }
}
