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
  private static let rounds = 101
  private static let compareRounds = 3
  private static let idle = Duration.seconds(20)
  private static let ingestRounds = 3
  private static let logCapacity = (1 + ingestRounds) * each + lines

  /// LAST is the number of a person in whose name it is, and in nobody else's.
  private static let pages = [
    ("users", "/users"), ("a user", "/users/17"), ("users, a part of a name", "/users?q=Holm%20LAST"),
    ("monitoring", "/monitoring"), ("monitoring of a door", "/monitoring?device=1007"),
    ("monitoring of a user", "/monitoring?user=17"), ("needs attention", "/attention"),
  ]

  func measure() async throws -> [Figure] {
    let started = ContinuousClock.now
    try BenchedServer(binary: setup.binary, directory: filled.url).end()
    let start = (ContinuousClock.now - started).inSeconds
    ProgressLine.tell("grown: an empty server and a full one")
    let plan = Site.Plan(devices: filled.devices, people: Self.people, groups: 1, logCapacity: Self.logCapacity)
    let figures = try await Site.with(plan, setup) { empty in
      try await Site.at(filled.url, filled.memories(logCapacity: Self.logCapacity), setup) { full in
        try await compare(empty, full)
      }
    }
    return [Figure("\(name): started, and ended again", start, "s", atMost: 2)] + figures
  }

  private var name: String { "\(filled.users) users, \(filled.events) events" }

  /// Both run all the time, and are asked in turns: what the machine does besides, it does to both.
  private func compare(_ empty: Site, _ full: Site) async throws -> [Figure] {
    for site in [empty, full] {
      try await site.connect()
      try await site.fleet.settle(holding: Self.people)
      // A door that goes away before the server has stored what it answered is written again: other lines would be the last.
      try await site.caller.untilNothingWaits()
      _ = try await ingest(at: site, each: Self.lines)
    }
    var figures = try await compares(empty, full) + idleShares(empty, full)
    let (onEmpty, onFull) = (try await empty.server.administrator(), try await full.server.administrator())
    for (page, path) in Self.pages {
      let emptyPath = Self.path(path, last: Self.people)
      let fullPath = Self.path(path, last: filled.users)
      var (fromEmpty, fromFull) = (Samples(), Samples())
      for round in 0...Self.rounds {
        let times = (try await onEmpty.milliseconds(emptyPath), try await onFull.milliseconds(fullPath))
        // The first time, what is read of the database comes from the disk.
        guard round > 0 else { continue }
        fromEmpty.add(times.0)
        fromFull.add(times.1)
      }
      figures.append(Figure("an empty server: page: \(page), median", fromEmpty.median, "ms"))
      // Below two milliseconds nobody waits, and the machine decides.
      figures.append(
        Figure("\(name): page: \(page), median", fromFull.median, "ms", atMost: max(2, 1.3 * fromEmpty.median)))
    }
    var (fromEmpty, fromFull) = (Samples(), Samples())
    for round in 0...Self.ingestRounds {
      let rates = (try await ingest(at: empty, each: Self.each), try await ingest(at: full, each: Self.each))
      guard round > 0 else { continue }
      fromEmpty.add(rates.0)
      fromFull.add(rates.1)
    }
    return figures + [
      Figure("an empty server: logs ingested, \(filled.devices) devices", fromEmpty.median, "/s"),
      Figure("\(name): logs ingested", fromFull.median, "/s", atLeast: 1 / 1.3, of: fromEmpty.median),
    ]
  }

  /// All doors are asked what they hold: in the night, when the server begins with it by itself, and by hand.
  private func compares(_ empty: Site, _ full: Site) async throws -> [Figure] {
    ProgressLine.tell("grown: compares")
    var (atEmpty, atFull) = (Samples(), Samples())
    for round in 0...Self.compareRounds {
      for (site, isEmpty) in [(empty, true), (full, false)] {
        let started = ContinuousClock.now
        try await site.caller.untilEqual(pause: .milliseconds(20))
        // The first time, the digests of all users are made, once for each kind of door.
        guard round > 0 else { continue }
        let seconds = (ContinuousClock.now - started).inSeconds
        if isEmpty { atEmpty.add(seconds) } else { atFull.add(seconds) }
      }
    }
    return [
      Figure("an empty server: \(filled.devices) doors compared", atEmpty.median, "s"),
      Figure("\(name): \(filled.devices) doors compared", atFull.median, "s", atMost: 1.3 * atEmpty.median),
    ]
  }

  /// What either does while nobody asks and no compare is due: the other one would be slower for it too.
  private func idleShares(_ empty: Site, _ full: Site) async throws -> [Figure] {
    ProgressLine.tell("grown: nobody asks for \(Self.idle)")
    let (atEmpty, atFull) = (try CoreShare(of: empty.server.id), try CoreShare(of: full.server.id))
    try await Task.sleep(for: Self.idle)
    return [
      Figure("an empty server: of a core, nobody asks", try atEmpty.percent(), "%"),
      Figure("\(name): of a core, nobody asks", try atFull.percent(), "%", atMost: 5),
    ]
  }

  private func ingest(at site: Site, each: Int) async throws -> Double {
    try await IngestLoad(site: site, people: Self.people, each: each).run().rate
  }

  private static func path(_ path: String, last: Int) -> String {
    path.replacingOccurrences(of: "LAST", with: "\(last)")
  }
}
