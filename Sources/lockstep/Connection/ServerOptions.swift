import ArgumentParser
import Foundation

/// Which server a command talks to.
struct ServerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The server's HTTP address.", valueName: "url"))
  var serverURL = "http://127.0.0.1:8080"

  @Option(
    help: ArgumentHelp(
      "The file with the administrator token, made by the server at its first start.", valueName: "file"),
    completion: .file())
  var tokenFile = "./lockstep-data/admin-token"

  /// Nil when the file cannot be read. The server is asked nevertheless: that it does not run is the likelier reason,
  /// and the one to be told.
  func readToken() -> String? {
    guard let text = try? String(contentsOfFile: tokenFile, encoding: .utf8) else { return nil }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
