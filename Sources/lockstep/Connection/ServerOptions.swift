import AdminClient
import ArgumentParser
import Foundation

/// Which server a command talks to.
struct ServerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The server's HTTP address, http or https.", valueName: "url"))
  var serverURL = "http://127.0.0.1:8080"

  @Option(
    help: ArgumentHelp(
      "The server's data directory, for its token: also LOCKSTEP_DATA_DIRECTORY, or ./lockstep-data.", valueName: "dir"),
    completion: .directory)
  var dataDirectory: String?

  @Option(
    help: ArgumentHelp(
      "The file with the administrator token, if it is not admin-token in the data directory.", valueName: "file"),
    completion: .file())
  var tokenFile: String?

  var tokenPath: String {
    if let tokenFile { return tokenFile }
    let named = dataDirectory ?? ProcessInfo.processInfo.environment["LOCKSTEP_DATA_DIRECTORY"]
    return URL(fileURLWithPath: named.flatMap { $0.isEmpty ? nil : $0 } ?? "./lockstep-data")
      .appendingPathComponent("admin-token").relativePath
  }

  @Option(
    help: ArgumentHelp(
      """
      With https: the authority that signed the server's certificate, and no other. By default those that this machine \
      trusts, and authority.pem beside the token file.
      """, valueName: "file"), completion: .file())
  var authorityFile: String?

  var trust: ServerTrust {
    if let authorityFile { return .only(authorityFile: authorityFile) }
    let beside = URL(fileURLWithPath: tokenPath).deletingLastPathComponent().appendingPathComponent("authority.pem")
      .path
    return FileManager.default.isReadableFile(atPath: beside) ? .systemAnd(authorityFile: beside) : .system
  }

  /// Nil when the file cannot be read. The server is asked nevertheless: that it does not run is the likelier reason,
  /// and the one to be told.
  func readToken() -> String? {
    guard let text = try? String(contentsOfFile: tokenPath, encoding: .utf8) else { return nil }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
