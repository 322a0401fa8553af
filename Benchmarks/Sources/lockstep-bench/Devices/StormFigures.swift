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
  private static let logs = 200_000
  private static let pages = ["/api/v1/users", "/api/v1/events"]
  /// Who is deleted meanwhile.
  private static let leavers = 40

  private var groups: Int { setup.isLong ? 0 : 10 }

  func measure() async throws -> [Figure] {
    ProgressLine.tell("storm: \(Self.people) people, \(Self.devices) doors")
    let all = Self.people + Self.leavers
    let plan = Site.Plan(devices: Self.devices, people: all, groups: groups, logCapacity: 50_000)
    return try await Site.with(plan, setup) { site in
      try await site.connect()
      let filled = ContinuousClock.now
      try await site.fleet.settle(holding: all / max(1, groups), within: .minutes(15))
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
    let marks = try edit(fleet)
    ProgressLine.tell("storm: every door was used after \((ContinuousClock.now - started).inSeconds) s")
    for (door, mark) in zip(fleet.devices, marks) {
      try await door.waitUntilAcknowledged(mark, within: .minutes(15))
    }
    let stored = ContinuousClock.now
    ProgressLine.tell("storm: the last log is stored")
    try await Self.untilEqual(caller)
    let equal = ContinuousClock.now
    isOver.raise()
    return Outcome(
      stored: (stored - started).inSeconds, equal: (equal - stored).inSeconds, revocations: try await revocations)
  }

  /// Every door logs the change of the people that it holds, until each has been changed at ten doors.
  ///
  /// - Returns: each door's last entry of these.
  private func edit(_ fleet: Fleet) throws -> [LogID] {
    var marks = [LogID](repeating: 0, count: fleet.devices.count)
    let doorsOfGroup = groups == 0 ? fleet.devices.count : fleet.devices.count / groups
    for turn in 0..<10 {
      for number in 1...Self.people {
        // Doors and people are spread over the groups by their numbers.
        let door =
          groups == 0
          ? (number + turn * (doorsOfGroup / 10)) % doorsOfGroup
          : (number % groups + groups * ((turn + number / groups) % doorsOfGroup))
        let user = try BenchedPerson.id(number)
        let finger = SimulatedCredential.finger(UInt8(turn), of: user)
        marks[door] = try fleet.devices[door].edit(
          user, (number + turn).isMultiple(of: 2) ? [.addFingerprint(finger)] : [], isPartial: false)
      }
    }
    return marks
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

  private struct Status: Decodable {
    let waitingPulls: Int
    let pendingDevices: Int
  }

  private struct Compares: Decodable {
    struct Compare: Decodable {
      let state: String
      let equal: Bool?
    }

    let items: [Compare]
  }

  /// Nothing waits any more, and every door has proved that it holds what it should.
  private static func untilEqual(_ caller: WebCaller) async throws {
    while true {
      let status: Status = try await caller.json("/api/v1/status")
      if status.waitingPulls == 0, status.pendingDevices == 0 { break }
      try await Task.sleep(for: .milliseconds(200))
    }
    ProgressLine.tell("storm: nothing waits any more")
    try await caller.send("POST", "/api/v1/compares", "{}")
    while true {
      let compares: Compares = try await caller.json("/api/v1/compares?limit=1000")
      let isOver = compares.items.allSatisfy { $0.state == "done" || $0.state == "failed" }
      if isOver, compares.items.allSatisfy({ $0.equal == true }) { return }
      if isOver { try await caller.send("POST", "/api/v1/compares", "{}") }
      try await Task.sleep(for: .milliseconds(200))
    }
  }
}
