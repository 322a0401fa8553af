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

  @OptionGroup var held: HeldRun
  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let result = try await client.reject(held.project, run: held.run, set: held.set(client))
    output.tell(result, "rejected: \(result.counts.words)")
  }
}
