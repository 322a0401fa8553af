import AdminClient
import AdminModel
import ArgumentParser

/// The run whose held set a command decides.
struct HeldRun: ParsableArguments {
  @Argument(help: "The run.")
  var run: Int64

  @Option(help: ProjectCommand.nameHelp)
  var project: String

  /// Stands for exactly what waits.
  func set(_ client: AdminClient) async throws -> String {
    guard let set = try await client.run(project, run).heldSet else {
      throw Failure("run \(run) holds nothing that waits for this").told()
    }
    return set
  }
}
