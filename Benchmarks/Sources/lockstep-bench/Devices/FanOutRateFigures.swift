import BenchInputs
import DeviceSimulator
import Foundation
import NIOCore
import NIOPosix

/// The most enrolments a second of which 99 % are on all of a thousand doors within a second, beside a bare program that
/// passes them on, with the same doors, frames, answers and rows of the log.
struct FanOutRateFigures {
  let setup: Setup

  private static let devices = 1000
  private static let rates = [5, 10, 15, 20, 25, 30, 40, 50, 65, 80, 100]
  private static let seconds = 10

  func measure() async throws -> [Figure] {
    let before = try await bare()
    let rate = try await Site.with(Site.Plan(devices: Self.devices), setup) { site in
      try await site.connect()
      return try await highest(site.fleet)
    }
    let after = try await bare()
    return [
      Figure("limit: enrolments passed on by a bare program, before", before, "/s"),
      Figure("limit: enrolments passed on by a bare program, after", after, "/s"),
      Figure(
        "enrolments a second that are on all of \(Self.devices) devices within 1 s", rate, "/s", atLeast: 0.5,
        of: (before + after) / 2),
    ]
  }

  private func bare() async throws -> Double {
    ProgressLine.tell("fan-out: the limit")
    let folder = try setup.newFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let peer = try PeerProcess("broadcast-peer", "\(Self.devices)", folder.path)
    defer { peer.end() }
    let loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    let fleet = try Fleet(memories: PreparedDirectory.memories(Self.devices, seed: 1), group: loops)
    try fleet.connect(to: "127.0.0.1", port: peer.port)
    try await fleet.waitUntilRegistered(within: .seconds(120))
    let rate = try await highest(fleet)
    await fleet.disconnect()
    try await loops.shutdownGracefully()
    return rate
  }

  /// Rises until it takes too long.
  private func highest(_ fleet: Fleet) async throws -> Double {
    let load = EnrolmentLoad(fleet: fleet)
    var (first, highest) = (1, 0)
    for rate in Self.rates {
      let count = rate * Self.seconds
      let samples = try await load.run(count, perSecond: rate, from: first)
      ProgressLine.tell("fan-out: \(rate)/s: p99 \(samples.p99) ms")
      guard samples.p99 <= 1000 else { break }
      first += count
      highest = rate
    }
    return Double(highest)
  }
}
