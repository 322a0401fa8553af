import DeviceSimulator
import Foundation
import NIOCore

/// How many users a second an empty door is filled with, beside a bare program that reads, unseals, encodes and sends the
/// same records.
struct FirstFillFigures {
  let setup: Setup

  private static let people = 100_000
  /// What the server may take for it; it would take 170 MB more if it held everybody at once.
  private static let mostMemory = 64.0

  func measure() async throws -> [Figure] {
    ProgressLine.tell("first fill: \(Self.people) people")
    let plan = Site.Plan(devices: 1, people: Self.people, hasFingers: true)
    return try await Site.with(plan, setup) { site in
      let before = try limit(site)
      let cores = try CoreShares(of: site.server)
      let (rate, grown) = try await MemoryWatch.during(of: site.server.id) {
        let started = ContinuousClock.now
        try await site.connect()
        try await site.fleet.settle(holding: Self.people, within: .minutes(10))
        return Double(Self.people) / (ContinuousClock.now - started).inSeconds
      }
      let shares = try cores.figures("first fill")
      let after = try limit(site)
      let name = "first fill, \(Self.people) people of 1.7 KB"
      return [
        Figure("limit: filled by a bare program, before", before, "/s"),
        Figure("limit: filled by a bare program, after", after, "/s"),
        Figure(name, rate, "/s", atLeast: 0.4, of: 2 / (1 / before + 1 / after)),
        Figure("first fill: the server's memory grows by, most", grown, "MiB", atMost: Self.mostMemory),
      ] + shares
    }
  }

  /// Users a second.
  private func limit(_ site: Site) throws -> Double {
    ProgressLine.tell("first fill: the limit")
    let peer = try PeerProcess("fill-peer", site.folder.path)
    defer { peer.end() }
    let connection = try LoopbackSocket.connect(to: peer.port)
    let started = ContinuousClock.now
    while try !connection.receive(1 << 20).isEmpty {}
    return Double(Self.people) / (ContinuousClock.now - started).inSeconds
  }
}
