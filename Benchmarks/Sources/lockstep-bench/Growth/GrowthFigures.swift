import NIOCore

/// How what something costs grows with how much of it there is. `dev/plot-growth` draws these rows.
struct GrowthFigures {
  let setup: Setup

  private static let uploaders = [10, 30, 100, 300, 1000]
  private static let holders = 100
  /// Of all doors together.
  private static let entries = 600_000
  private static let doors = 1000
  private static let rates = [1, 2, 5, 10, 15, 20, 25, 30]
  private static let seconds = 10
  private static let connections = [1000, 2500, 5000, 10_000]

  func measure() async throws -> [Figure] {
    var figures: [Figure] = []
    for devices in Self.uploaders { figures.append(try await ingest(devices)) }
    figures += try await enrolments()
    for devices in Self.connections { figures += try await memory(devices) }
    return figures
  }

  /// As in ``IngestFigures``; a first round does not count.
  private func ingest(_ devices: Int) async throws -> Figure {
    ProgressLine.tell("growth: logs of \(devices) devices")
    let each = Self.entries / devices
    let plan = Site.Plan(devices: devices, people: Self.holders, logCapacity: 2 * each + 1000)
    return try await Site.with(plan, setup) { site in
      try await site.connect()
      try await site.fleet.settle(holding: Self.holders, within: .minutes(5))
      let load = IngestLoad(site: site, people: Self.holders, each: each)
      _ = try await load.run()
      return Figure("growth: logs ingested, \(devices) devices", try await load.run().rate, "/s")
    }
  }

  /// As in ``FanOutFigures``, at one rate after the other.
  private func enrolments() async throws -> [Figure] {
    try await Site.with(Site.Plan(devices: Self.doors), setup) { site in
      ProgressLine.tell("growth: enrolments on \(Self.doors) devices")
      try await site.connect()
      let load = EnrolmentLoad(fleet: site.fleet)
      // The first ones find nothing in memory.
      var first = 1
      _ = try await load.run(50, perSecond: 5, from: first)
      first += 50
      var figures: [Figure] = []
      for rate in Self.rates {
        let count = max(20, rate * Self.seconds)
        let samples = try await load.run(count, perSecond: rate, from: first)
        first += count
        let name = "growth: enrolment → on all of \(Self.doors) devices, \(rate)/s"
        figures += [
          Figure("\(name), median", samples.median, "ms"), Figure("\(name), p99", samples.p99, "ms"),
        ]
      }
      return figures
    }
  }

  /// All of the server's, not only what it takes for them.
  private func memory(_ wanted: Int) async throws -> [Figure] {
    let count = SilentDoors.possible(wanted, setup)
    guard count == wanted else { return [] }
    return try await SilentDoors.with(count, setup) { doors in
      let bytes = try ProcessUsage(of: doors.site.server.id).residentBytes
      return [Figure("growth: the server's memory, \(count) idle devices", Double(bytes) / 1_048_576, "MiB")]
    }
  }
}
