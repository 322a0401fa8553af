import ArgumentParser

/// A step such as `server user remove 17`: a command of this binary, run here.
enum ServerStep {
  /// Why it was not done, in the words of the command.
  struct Failed: Error, CustomStringConvertible {
    let description: String
  }

  static func run(_ text: String, _ api: ServerOptions) async throws -> String {
    let words = text.split(separator: " ").map(String.init)
    var arguments = words + ["--server-url", api.serverURL, "--token-file", api.tokenPath]
    if let file = api.authorityFile { arguments += ["--authority-file", file] }
    do {
      var command = try Lockstep.parseAsRoot(arguments)
      guard var command = command as? any AsyncParsableCommand else {
        try command.run()
        return ""
      }
      try await command.run()
    } catch let code as ExitCode {
      // The command has told why.
      throw Failed(description: "the command ended with \(code.rawValue)")
    } catch {
      throw Failed(description: Lockstep.message(for: error))
    }
    return ""
  }
}
