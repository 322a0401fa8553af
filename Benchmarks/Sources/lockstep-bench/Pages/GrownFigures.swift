import Foundation

/// What a server with half a million users and years of events does, beside one that has hardly any: it must not be slower
/// for what it has kept.
struct GrownFigures {
  let setup: Setup
  let filled: FilledDirectory

  private static let people = FilledDirectory.staff
  private static let each = 1000
  /// Of each door, before the pages are looked at: on either server they have as many lines to show.
  private static let lines = 100
  private static let logCapacity = 2 * each + lines

  /// - Parameter last: the number of a person in whose name it is, and in nobody else's.
  private static func pages(last: Int) -> [(name: String, path: String)] {
    [
      ("users", "/users"), ("a user", "/users/17"), ("users, a part of a name", "/users?q=Holm%20\(last)"),
      ("monitoring", "/monitoring"), ("monitoring of a door", "/monitoring?device=1007"),
      ("monitoring of a user", "/monitoring?user=17"), ("needs attention", "/attention"),
    ]
  }
  private static let rounds = 31

  private struct Seen {
    /// Milliseconds, by the name of the page.
    var pages: [String: Double] = [:]
    /// Entries a second.
    var ingest = 0.0
  }

  func measure() async throws -> [Figure] {
    ProgressLine.tell("grown: an empty server")
    let plan = Site.Plan(devices: filled.devices, people: Self.people, groups: 1, logCapacity: Self.logCapacity)
    let empty = try await Site.with(plan, setup) { try await seen(at: $0, users: Self.people) }
    ProgressLine.tell("grown: a full one")
    let started = ContinuousClock.now
    try BenchedServer(binary: setup.binary, directory: filled.url).end()
    let start = (ContinuousClock.now - started).inSeconds
    let full = try await Site.at(filled.url, filled.memories(logCapacity: Self.logCapacity), setup) {
      try await seen(at: $0, users: filled.users)
    }
    let name = "\(filled.users) users, \(filled.events) events"
    let pages = Self.pages(last: Self.people).map { page, _ in
      // Below two milliseconds nobody waits, and the machine decides.
      Figure(
        "\(name): page: \(page), median", full.pages[page] ?? .nan, "ms",
        atMost: max(2, 1.3 * (empty.pages[page] ?? .nan)))
    }
    return [Figure("\(name): started, and ended again", start, "s", atMost: 2)] + pages + [
      Figure("an empty server: logs ingested, \(filled.devices) devices", empty.ingest, "/s"),
      Figure("\(name): logs ingested", full.ingest, "/s", atLeast: 1 / 1.3, of: empty.ingest),
    ]
  }

  private func seen(at site: Site, users: Int) async throws -> Seen {
    var seen = Seen()
    try await site.connect()
    try await site.fleet.settle(holding: Self.people)
    _ = try await IngestLoad(site: site, people: Self.people, each: Self.lines).run()
    let administrator = try await site.server.administrator()
    for (name, path) in Self.pages(last: users) {
      _ = try await administrator.milliseconds(path)
      seen.pages[name] = try await PageWatch.idle([path], by: administrator, rounds: Self.rounds).median
    }
    let load = IngestLoad(site: site, people: Self.people, each: Self.each)
    _ = try await load.run()
    seen.ingest = try await load.run().rate
    return seen
  }
}
