import AdminClient
import AdminModel
import ArgumentParser
import Foundation
import LockstepCore

struct AutoSyncRun: ServerCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Bring a project's people in step with a file.",
    discussion: """
      Ends with 0 when done, 3 when the file is refused because of errors (nobody was changed), 4 when something is held for an
      operator, 5 when another run is going, Auto-sync is off, the file is too large or the server was not reached.

      Example:
        lockstep auto-sync run mobile-id-users.csv --project north --dry-run
      """)

  @Argument(help: "The CSV.", completion: .file())
  var file: String

  @Option(help: ProjectCommand.nameHelp)
  var project: String

  @Flag(help: "Plans, and changes nothing.")
  var dryRun = false

  @OptionGroup var server: ServerOptions
  @OptionGroup var output: OutputOptions

  func run(_ client: AdminClient) async throws {
    let url = URL(fileURLWithPath: file)
    guard FileManager.default.isReadableFile(atPath: url.path) else {
      throw Failure("\(file) cannot be read", code: Failure.notReached).told()
    }
    let result: RunResult
    do {
      result = try await client.runAutoSync(project, file: url, isDryRun: dryRun)
    } catch AdminClientError.refused(let problem) where [401, 409, 413].contains(problem.status) {
      throw Failure(problem.detail, code: Failure.notReached).told()
    }
    switch output.format {
    case .json: output.write(result)
    case .table: output.write(text: result.text(of: project))
    }
    switch result.outcome {
    case "refused": throw ExitCode(UploadExit.refused.rawValue)
    case "held": throw ExitCode(UploadExit.held.rawValue)
    default: break
    }
  }
}
