import BenchInputs
import DeviceSimulator
import Foundation
import LockstepCore
import NIOCore

/// Storms without a pause for twenty minutes, while retention removes what is older than a day: once it has begun to, the
/// server must not take more and more memory and disk.
///
/// The server's wall clock goes 720 times as fast as the true one: a day, the shortest time for which entries of the
/// monitoring log can be kept, is over in two minutes, and twenty minutes are ten days. Retention, nightly compares and the
/// daily setting of clocks go by it. Everything that is waited for, such as keep-alives, and the minute between two rounds
/// of retention, takes as long as ever. The doors' clocks are true.
///
/// In each round every person is changed at one door, and half of the changes fill a vacant slot, as in ``StormFigures``.
/// Before it, operators have vacated the slots that the round before has filled, so that what is kept of people stays as
/// much as it was. A round is over when nothing waits any more. Each transfer to a door is an entry of its log too: a round
/// brings 20,000 entries of changes, and some 190,000 of transfers.
///
/// What operators change is in the audit log as well, which is kept for ever: it is left out where files must not grow.
struct DayFigures {
  let setup: Setup

  private static let load = StormLoad(people: 20_000, devices: 100, groups: 10)
  private static let clockRate = 720
  private static let length = Duration.seconds(1200)
  private static let warmUp = Duration.seconds(300)
  /// Percent.
  private static let mostGrowth = 5.0

  struct ClockNotFast: Error, CustomStringConvertible {
    let days: Double

    var description: String { "the server's clock does not go fast: it went on by \(days) days" }
  }

  func measure() async throws -> [Figure] {
    let load = Self.load
    ProgressLine.tell("day: \(load.people) people, \(load.devices) doors, \(Self.length)")
    let plan = Site.Plan(
      devices: load.devices, people: load.people, groups: load.groups, logCapacity: 50_000,
      environment: try FastClock.environment(rate: Self.clockRate))
    return try await Site.with(plan, setup) { site in
      try await site.caller.send("PUT", "/api/v1/settings/event-days", #"{"value":"1"}"#)
      try await site.connect()
      try await site.fleet.settle(holding: load.people / load.groups, within: .minutes(15))
      let content = try DatabaseContent(in: site.folder)
      let before = try content.newestEvent()
      let logs = try await site.caller.counter("lockstep_logs_ingested_total")
      let cores = try CoreShares(of: site.server)
      let rounds = DayRounds(load: load, fleet: site.fleet, caller: site.caller)
      let (done, samples) = try await SizeWatch(server: site.server.id, folder: site.folder).during {
        try await rounds.run(for: Self.length)
      }
      let shares = try cores.figures("day")
      let days = Double(try content.newestEvent() - before) / 86_400_000
      guard days > 0.5 * Double(Self.clockRate) * Self.length.inSeconds / 86_400 else { throw ClockNotFast(days: days) }
      let started = ContinuousClock.now
      try await site.caller.untilEqual()
      let equal = (ContinuousClock.now - started).inSeconds
      return try growth(samples, content) + [
        Figure("day: rounds", Double(done.rounds), ""), Figure("day: days of the server's clock", days, ""),
        Figure("day: logs stored", try await site.caller.counter("lockstep_logs_ingested_total") - logs, ""),
        Figure("day: slots filled, and vacated again", Double(done.vacated), ""),
        Figure(
          "day: events removed by retention", try await site.caller.counter("lockstep_events_removed_total"), ""),
        Figure("day: events kept at the end", Double(try content.events()), ""),
        Figure("day: everything equal by digest, after the last round", equal, "s"),
      ] + shares
    }
  }

  private func growth(_ samples: [SizeWatch.Sample], _ content: DatabaseContent) throws -> [Figure] {
    let measured = samples.filter { (Self.warmUp..<Self.length).contains($0.time) }
    let audit = try content.auditSize()
    let line = audit / Double(max(1, try content.auditLines()))
    return [
      Figure("day: memory grows after the warm-up", measured.growth(of: \.memory), "%", atMost: Self.mostGrowth),
      Figure(
        "day: database file grows after the warm-up", measured.growth { $0.files - Double($0.auditLines) * line }, "%",
        atMost: Self.mostGrowth),
      Figure("day: memory at the end", measured.last?.memory ?? .nan, "MiB"),
      Figure("day: database file at the end, with its log", try content.fileSize(), "MiB"),
      Figure("day: of it the audit log, which is kept for ever", audit, "MiB"),
    ]
  }
}
