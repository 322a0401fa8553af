import BenchInputs
import DeviceSimulator
import LockstepCore

/// How many entries a second the server takes in and makes durable, from many doors that have a lot to tell, beside a plain
/// loop that puts the same rows into the same tables with the same indexes, as many of them in one transaction.
struct IngestFigures {
  let setup: Setup

  private static let devices = 100
  private static let people = 100
  private static let each = 3000

  func measure() async throws -> [Figure] {
    ProgressLine.tell("ingest: \(Self.devices) devices")
    let plan = Site.Plan(devices: Self.devices, people: Self.people, logCapacity: 2 * Self.each)
    return try await Site.with(plan, setup) { site in
      try await site.connect()
      try await site.fleet.settle(holding: Self.people)
      let load = IngestLoad(site: site, people: Self.people, each: Self.each)
      // What fits into one transaction shows in a first round that does not count.
      let warm = try await load.run()
      let before = try limit(warm.batch)
      let cores = try CoreShares(of: site.server)
      let round = try await load.run()
      let shares = try cores.figures("logs ingested")
      let after = try limit(round.batch)
      let mean = 2 / (1 / before + 1 / after)
      let name = "logs ingested, durable, \(Self.devices) devices"
      return [
        Figure("limit: rows by a plain loop, before", before, "/s"),
        Figure("limit: rows by a plain loop, after", after, "/s"),
        Figure(name, round.rate, "/s", atLeast: 0.5, of: mean),
        Figure("logs ingested: entries of one transaction, mean", round.batch, ""),
      ] + shares
    }
  }

  /// Rows a second of the plain loop. A door sends 256 entries at once.
  private func limit(_ batch: Double) throws -> Double {
    ProgressLine.tell("ingest: the limit, \(Int(batch)) rows a transaction")
    let events = try PlainEvents(in: setup.newFolder(), devices: Self.devices)
    let uploads = max(1, Int((batch / 256).rounded()))
    let entries = batch < 256 ? max(1, Int(batch)) : 256
    let transactions = Self.devices * Self.each / (uploads * entries)
    func store(_ index: Int) throws {
      try events.store(uploads, of: entries, from: index * uploads, users: Self.people)
    }
    // As many rows as the server had before.
    for index in 0..<transactions { try store(index) }
    let started = ContinuousClock.now
    for index in 0..<transactions { try store(index) }
    return Double(transactions * uploads * entries) / (ContinuousClock.now - started).inSeconds
  }
}
