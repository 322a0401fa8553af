import BenchInputs
import DeviceSimulator
import LockstepCore

/// How long a door waits for the acknowledgement of one entry on an idle server, beside what cannot be done without: one
/// durable commit, and the way there and back.
struct AcknowledgementFigures {
  let setup: Setup

  private static let rounds = 5
  private static let each = 100

  func measure() async throws -> [Figure] {
    ProgressLine.tell("acknowledgement of one entry")
    return try await Site.with(Site.Plan(devices: 1), setup) { site in
      try await site.connect()
      let (limits, door) = (try BareLimits(setup), site.fleet.devices[0])
      defer { limits.end() }
      for _ in 0..<Self.each { _ = try await acknowledgement(at: door) }
      var samples = Samples()
      for _ in 0..<Self.rounds {
        try limits.measure(Self.each)
        for _ in 0..<2 * Self.each { samples.add(try await acknowledgement(at: door)) }
        try limits.measure(Self.each)
      }
      return limits.figures + [
        Figure("acknowledgement of one entry, median", samples.median, "ms"),
        Figure("acknowledgement of one entry, p99", samples.p99, "ms", atMost: limits.commits.p99 + 2),
      ]
    }
  }

  /// Somebody whom the door does not know holds a card before it.
  private func acknowledgement(at door: SimulatedDevice) async throws -> Double {
    let card = try BenchedPerson.card(0)
    let started = ContinuousClock.now
    _ = door.present(.card(card))
    let entry = door.snapshot.memory.log.lastID
    return try await Moment.milliseconds(from: started, on: door, "entry \(entry) is acknowledged") {
      $0.acknowledged >= entry
    }
  }
}
