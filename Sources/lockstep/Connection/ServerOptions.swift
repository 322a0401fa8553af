import AdminClient
import ArgumentParser
import Foundation

/// Which server a command talks to.
struct ServerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The server's HTTP address, http or https.", valueName: "url"))
  var serverURL = "http://127.0.0.1:8080"

  @Option(
    help: ArgumentHelp(
      "The file with the administrator token, made by the server at its first start.", valueName: "file"),
    completion: .file())
  var tokenFile = "./lockstep-data/admin-token"

  @Option(
    help: ArgumentHelp(
      """
      With https: the authority that signed the server's certificate, and no other. By default those that this machine \
      trusts, and authority.pem beside the token file.
      """, valueName: "file"), completion: .file())
  var authorityFile: String?

  var trust: ServerTrust {
    if let authorityFile { return .only(authorityFile: authorityFile) }
    let beside = URL(fileURLWithPath: tokenFile).deletingLastPathComponent().appendingPathComponent("authority.pem")
      .path
    return FileManager.default.isReadableFile(atPath: beside) ? .systemAnd(authorityFile: beside) : .system
  }

  /// Nil when the file cannot be read. The server is asked nevertheless: that it does not run is the likelier reason,
  /// and the one to be told.
  func readToken() -> String? {
    guard let text = try? String(contentsOfFile: tokenFile, encoding: .utf8) else { return nil }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
