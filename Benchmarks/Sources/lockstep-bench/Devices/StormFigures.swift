import BenchInputs
import DeviceSimulator
import Foundation
import LockstepCore
import NIOCore

/// Massive update logs: every door tells at once that it changed everybody, ten times twenty thousand people in all. Half of
/// the changes fill a vacant slot, the others change nothing. Meanwhile operators look at pages, and people are deleted.
///
/// As it is, each person is at ten doors (access groups); with `--long` each is at every door.
struct StormFigures {
  let setup: Setup

  private static let people = 20_000
  private static let devices = 100
  private static let turns = 10
  private static let logs = turns * people
  private static let pages = ["/api/v1/users", "/api/v1/events"]
  /// Who is deleted meanwhile.
  private static let leavers = 40

  private var load: StormLoad {
    StormLoad(people: Self.people, devices: Self.devices, groups: setup.isLong ? 0 : 10)
  }

  func measure() async throws -> [Figure] {
    ProgressLine.tell("storm: \(Self.people) people, \(Self.devices) doors")
    let all = Self.people + Self.leavers
    let plan = Site.Plan(devices: Self.devices, people: all, groups: load.groups, logCapacity: 50_000)
    return try await Site.with(plan, setup) { site in
      try await site.connect()
      let filled = ContinuousClock.now
      try await site.fleet.settle(holding: all / max(1, load.groups), within: .minutes(15))
      ProgressLine.tell("storm: filled in \((ContinuousClock.now - filled).inSeconds) s")
      let idle = try await PageWatch.idle(Self.pages, by: site.caller, rounds: 100)
      let pulls = try await site.caller.counter("lockstep_pulls_total")
      let looks = try await site.caller.counter("lockstep_device_looks_total")
      let cores = try CoreShares(of: site.server)
      let (fleet, caller) = (site.fleet, site.caller)
      let (storm, busy) = try await PageWatch.during(Self.pages, by: caller, pause: .milliseconds(20)) {
        try await breakLoose(fleet, caller)
      }
      let shares = try cores.figures("storm")
      let pulled = try await caller.counter("lockstep_pulls_total") - pulls
      let looked = try await caller.counter("lockstep_device_looks_total") - looks
      return [
        Figure("storm: until \(Self.logs) logs are stored", storm.stored, "s"),
        Figure("storm: pages, p99, idle", idle.p99, "ms"),
        Figure("storm: pages, p99", busy.p99, "ms", atMost: max(3 * idle.p99, 50)),
        Figure("storm: pulls for each user and device", pulled / Double(Self.logs), "", atMost: 1.1),
        Figure("storm: looks for each pull", looked / pulled, ""),
        Figure("storm: a revocation on every door, p99", storm.revocations.p99 / 1000, "s", atMost: 5),
        Figure("storm: everything equal by digest, after the last log", storm.equal, "s", atMost: 60),
      ] + shares
    }
  }

  private struct Outcome: Sendable {
    /// Seconds.
    let stored: Double
    /// Seconds after the last log.
    let equal: Double
    /// Milliseconds.
    let revocations: Samples
  }

  private func breakLoose(_ fleet: Fleet, _ caller: WebCaller) async throws -> Outcome {
    let started = ContinuousClock.now
    let isOver = EndSign()
    async let revocations = revoke(fleet, caller, isOver)
    var marks: [LogID] = []
    for turn in 0..<Self.turns {
      marks = try load.edit(fleet, turn: turn) { SimulatedCredential.finger(UInt8(turn), of: $0) }
    }
    ProgressLine.tell("storm: every door was used after \((ContinuousClock.now - started).inSeconds) s")
    try await load.untilStored(marks, by: fleet)
    let stored = ContinuousClock.now
    ProgressLine.tell("storm: the last log is stored")
    try await caller.untilNothingWaits()
    ProgressLine.tell("storm: nothing waits any more")
    try await caller.untilEqual()
    let equal = ContinuousClock.now
    isOver.raise()
    return Outcome(
      stored: (stored - started).inSeconds, equal: (equal - stored).inSeconds, revocations: try await revocations)
  }

  /// One after the other is deleted by an operator, until told to end.
  private func revoke(_ fleet: Fleet, _ caller: WebCaller, _ isOver: EndSign) async throws -> Samples {
    var samples = Samples()
    for number in Self.people + 1...Self.people + Self.leavers where !isOver.isRaised {
      let user = try BenchedPerson.id(number)
      let doors = fleet.devices.filter { $0.snapshot.memory.holds(user) }
      let started = ContinuousClock.now
      try await caller.send("DELETE", "/api/v1/users/\(user)")
      samples.add(
        try await Moment.milliseconds(from: started, onAll: doors, "user \(user) is gone", within: .minutes(5)) {
          !$0.memory.holds(user)
        })
      try await Task.sleep(for: .seconds(1))
    }
    return samples
  }
}
