import AdminClient
import AdminModel
import ArgumentParser

struct AutoSyncApprove: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Do exactly what a run holds.",
    discussion: """
      The run is the number that `lockstep auto-sync held` shows; if another file has come since, nothing is done.

      Example:
        lockstep auto-sync approve 12 --project north
      """)

  @OptionGroup var held: HeldRun
  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let result = try await client.approve(held.project, run: held.run, set: held.set(client))
    output.tell(result, "done: \(result.counts.words)")
  }
}
