import Foundation

/// How long the console's pages take on a server that is full. People wait for them.
struct PageFigures {
  let setup: Setup
  /// What is measured, empty as yet.
  let filled: FilledDirectory
  /// What it is a copy of; nil to fill it.
  let kept: FilledDirectory?

  private static let pages = [
    ("overview", "/"), ("monitoring", "/monitoring"), ("users", "/users"), ("users, a part of a name", "/users?q=4999"),
    ("users, a common part", "/users?q=example"), ("users of a group", "/users?accessGroup=Ward%207"),
    ("a user", "/users/USER"), ("devices", "/devices"), ("a device", "/devices/1007"),
    ("needs attention", "/attention"), ("access groups", "/access-groups"), ("settings", "/settings"),
    ("audit log", "/audit"),
  ]
  private static let rounds = 31

  func measure() async throws -> [Figure] {
    var figures = try fill()
    figures += try await GrownFigures(setup: setup, filled: filled).measure()
    let server = try BenchedServer(binary: setup.binary, directory: filled.url)
    defer { server.end() }
    ProgressLine.tell("pages")
    let administrator = try await server.administrator()
    for (name, path) in Self.pages {
      let path = path.replacingOccurrences(of: "USER", with: "\(max(1, filled.users / 2))")
      _ = try await administrator.milliseconds(path)
      let times = try await PageWatch.idle([path], by: administrator, rounds: Self.rounds)
      figures.append(Figure("page: \(name), median", times.median, "ms", atMost: 50))
    }
    return figures + (try await UploadFigures(caller: server.commandLine(), people: 20_000).measure())
  }

  private func fill() throws -> [Figure] {
    let first = kept ?? filled
    var figures: [Figure] = []
    if !first.exists {
      let started = ContinuousClock.now
      try first.fill(progress: ProgressLine.tell)
      let seconds = (ContinuousClock.now - started).inSeconds
      figures.append(Figure("filling \(filled.users) users, \(filled.events) events", seconds, "s"))
    }
    if let kept { try filled.copy(of: kept) }
    return figures
  }
}
