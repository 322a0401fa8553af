import ArgumentParser
import Foundation

/// Commands that work on a data directory itself, with or without a server.
struct DataDirectoryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The data directory of the server (LOCKSTEP_DATA_DIRECTORY, else ./lockstep-data).", valueName: "dir"),
    completion: .directory)
  var dataDirectory: String?

  var url: URL {
    let environment = ProcessInfo.processInfo.environment["LOCKSTEP_DATA_DIRECTORY"]
    return URL(fileURLWithPath: dataDirectory ?? environment ?? "./lockstep-data")
  }
}
