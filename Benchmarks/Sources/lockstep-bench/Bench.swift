import Foundation

/// Measures a server that is full: how long its pages take, and how long a people file does.
///
/// Arguments: `--binary FILE` (the server), `--users N`, `--devices N`, `--events N`, `--format table|json`,
/// `--directory DIR` (the filled data directory, kept and used again); `--people N` measures Auto-sync alone.
@main
enum Bench {
  /// The paths of the console; people wait for them.
  private static let pages = [
    ("overview", "/"), ("monitoring", "/monitoring"), ("users", "/users"), ("users, a part of a name", "/users?q=4999"),
    ("users, a common part", "/users?q=example"), ("users of a group", "/users?accessGroup=Ward%207"),
    ("a user", "/users/250000"), ("devices", "/devices"), ("a device", "/devices/1007"),
    ("needs attention", "/attention"), ("access groups", "/access-groups"), ("settings", "/settings"),
    ("audit log", "/audit"),
  ]
  private static let rounds = 31

  static func main() throws {
    var options = ["binary": ".build/release/lockstep", "users": "500000", "devices": "400", "events": "1000000"]
    var arguments = Array(CommandLine.arguments.dropFirst().reversed())
    while let name = arguments.popLast(), let value = arguments.popLast() {
      options[String(name.drop { $0 == "-" })] = value
    }
    if let people = options["people"].map(number) {
      return try Figure.show(autoSync(people), asJSON: options["format"] == "json")
    }
    let kept = options["directory"].map { URL(fileURLWithPath: $0) }
    let directory =
      kept ?? FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-bench-\(UUID().uuidString)")
    defer { if kept == nil { try? FileManager.default.removeItem(at: directory) } }
    let filled = FilledDirectory(
      url: directory, users: number(options["users"]), devices: number(options["devices"]),
      events: number(options["events"]))
    var figures: [Figure] = []
    if !filled.exists {
      let started = ContinuousClock.now
      try filled.fill { FileHandle.standardError.write(Data("bench: \($0)\n".utf8)) }
      let seconds = Double((.now - started).components.seconds)
      figures.append(Figure("filling \(filled.users) users, \(filled.events) events", seconds, "s"))
    }
    let server = try BenchedServer(binary: options["binary"] ?? "", directory: directory)
    defer { server.end() }
    for (name, path) in pages {
      let path = path.replacingOccurrences(of: "250000", with: "\(max(1, filled.users / 2))")
      _ = try server.time(path)
      let times = try (0..<rounds).map { _ in try server.time(path) }.sorted()
      figures.append(Figure("page: \(name), median", times[rounds / 2], "ms", atMost: 50))
    }
    let token = try String(contentsOf: directory.appendingPathComponent("admin-token"), encoding: .utf8)
    figures += try UploadFigures(
      url: server.url, token: token.trimmingCharacters(in: .whitespacesAndNewlines), people: 20_000
    ).measure()
    try Figure.show(figures + autoSync(100_000), asJSON: options["format"] == "json")
  }

  private static func autoSync(_ people: Int) throws -> [Figure] {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("lockstep-bench-\(UUID().uuidString)")
    let isLarge = people > 500_000
    return try AutoSyncFigures(
      people: people, directory: directory, planLimit: isLarge ? 5000 : 500, applyLimit: isLarge ? nil : 1000
    ).measure { FileHandle.standardError.write(Data("bench: \($0)\n".utf8)) }
  }

  private static func number(_ text: String?) -> Int { text.flatMap { Int($0) } ?? 0 }
}
