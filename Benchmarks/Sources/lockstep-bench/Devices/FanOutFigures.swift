import DeviceSimulator
import LockstepCore

/// How long it takes until somebody is on all of a thousand doors, with so many enrolments a second. The doors run in one
/// process on the same cores and confirm every write; what they take is told beside it.
struct FanOutFigures {
  let setup: Setup

  private static let devices = 1000

  func measure() async throws -> [Figure] {
    try await Site.with(Site.Plan(devices: Self.devices), setup) { site in
      ProgressLine.tell("fan-out: \(Self.devices) devices come")
      try await site.connect()
      // The first ones find nothing in memory.
      _ = try await EnrolmentLoad(fleet: site.fleet).run(50, perSecond: 5, from: 1)
      return try await figures(150, perSecond: 5, from: 51, atMost: 100, at: site)
        + figures(400, perSecond: 20, from: 201, atMost: 1000, at: site)
    }
  }

  private func figures(
    _ count: Int, perSecond rate: Int, from first: Int, atMost limit: Double, at site: Site
  ) async throws -> [Figure] {
    let name = "enrolment → on all of \(Self.devices) devices, \(rate)/s"
    let cores = try CoreShares(of: site.server)
    let looks = try await site.caller.counter("lockstep_device_looks_total")
    var shares: [Figure] = []
    let samples = try await EnrolmentLoad(fleet: site.fleet).run(count, perSecond: rate, from: first) {
      shares = try cores.figures(name)
    }
    let looked = try await site.caller.counter("lockstep_device_looks_total") - looks
    return [
      Figure("\(name), median", samples.median, "ms"), Figure("\(name), p99", samples.p99, "ms", atMost: limit),
      Figure("\(name): looks for each enrolment and device", looked / Double(count * Self.devices), ""),
    ] + shares
  }
}
