import BenchInputs
import DeviceSimulator
import LockstepCore
import NIOCore

/// How long it takes until somebody who is enrolled at one door is at the others, on an idle server. Two commits cannot be
/// done without (the entry of the log; the user that was read), and four ways over the wire (the entry and its
/// acknowledgement overlap with the question; the record; the write).
struct EnrolmentFigures {
  let setup: Setup

  private static let rounds = 4
  private static let each = 25

  func measure() async throws -> [Figure] {
    try await figures(others: 1, allowance: 1.5) + figures(others: 8, allowance: 2.5)
  }

  private func figures(others: Int, allowance: Double) async throws -> [Figure] {
    ProgressLine.tell("enrolment, \(others) other devices")
    return try await Site.with(Site.Plan(devices: 1 + others), setup) { site in
      try await site.connect()
      let limits = try BareLimits(setup)
      defer { limits.end() }
      var number = 0
      for _ in 0..<Self.each {
        number += 1
        _ = try await enrolment(of: number, at: site)
      }
      var samples = Samples()
      for _ in 0..<Self.rounds {
        try limits.measure(Self.each)
        for _ in 0..<Self.each {
          number += 1
          samples.add(try await enrolment(of: number, at: site))
        }
        try limits.measure(Self.each)
      }
      let name = "enrolment → on \(others) other device\(others == 1 ? "" : "s")"
      let limit = 2 * limits.commits.median + 4 * limits.trips.median + allowance
      return [
        Figure("\(name), median", samples.median, "ms", atMost: limit), Figure("\(name), p99", samples.p99, "ms"),
        Figure("\(name): one durable commit meanwhile, median", limits.commits.median, "ms"),
      ]
    }
  }

  /// Returns when everything that it causes has come to rest.
  private func enrolment(of number: Int, at site: Site) async throws -> Double {
    let record = try BenchedPerson.enrolled(number)
    let user = record.id
    let started = ContinuousClock.now
    try site.fleet.devices[0].enrol(record)
    let milliseconds = try await Moment.milliseconds(
      from: started, onAll: site.fleet.devices.dropFirst(), "it holds user \(user)"
    ) { $0.memory.holds(user) }
    // The door where it began is written last: it is told what the server has made of it.
    try await site.fleet.devices[0].wait("it has the server's user \(user)", within: .seconds(60)) {
      $0.memory.user(user)?.base != nil
    }
    try await site.fleet.settle(holding: number)
    return milliseconds
  }
}
