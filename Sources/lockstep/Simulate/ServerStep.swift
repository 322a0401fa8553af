import ArgumentParser

/// A step such as `server user remove 17`: a command of this binary, run here.
enum ServerStep {
  static func run(_ text: String, _ api: ServerOptions) async throws -> String {
    let words = text.split(separator: " ").map(String.init)
    var arguments = words + ["--server-url", api.serverURL, "--token-file", api.tokenFile]
    if let file = api.authorityFile { arguments += ["--authority-file", file] }
    var command = try Lockstep.parseAsRoot(arguments)
    guard var command = command as? any AsyncParsableCommand else {
      try command.run()
      return ""
    }
    try await command.run()
    return ""
  }
}
