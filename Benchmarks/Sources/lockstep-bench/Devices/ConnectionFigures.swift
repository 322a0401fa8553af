import DeviceSimulator
import Foundation
import NIOCore

/// What ten thousand doors cost that are connected and have nothing to say, and how long it takes when all come at once.
struct ConnectionFigures {
  let setup: Setup

  private static let wanted = 10_000
  /// Of them, over TLS: a fifth tells as much, and their handshakes take a fifth of the time.
  private static let wantedWithTLS = 2000
  private static let idle = Duration.seconds(65)

  func measure() async throws -> [Figure] {
    let count = SilentDoors.possible(Self.wanted, setup)
    guard count > 0 else { return [] }
    let bare = try bareBytes(count)
    let overTLS = min(count, Self.wantedWithTLS)
    let bytesOverTLS = try await SilentDoors.with(overTLS, tls: true, setup) { try $0.bytes() }
    return try await SilentDoors.with(count, setup) { doors in
      let site = doors.site
      ProgressLine.tell("connections: nothing happens for \(Self.idle)")
      let cores = try CoreShares(of: site.server)
      try await Task.sleep(for: Self.idle)
      let shares = try cores.figures("\(count) idle devices", serverAtMost: 5)
      let bytes = try doors.bytes()
      return [
        Figure("limit: memory of a bare connection", bare / 1024, "KiB"),
        Figure("\(count) idle devices: the server's memory for each", bytes / 1024, "KiB", atMost: 32),
        Figure("\(overTLS) idle devices over TLS: the server's memory for each", bytesOverTLS / 1024, "KiB"),
      ] + shares + [Figure("\(count) devices come for the first time", doors.arrival, "s")]
        + (try await reconnect(count, site))
    }
  }

  /// All links are cut in the same moment.
  private func reconnect(_ count: Int, _ site: Site) async throws -> [Figure] {
    ProgressLine.tell("connections: all come again")
    let fleet = site.fleet
    let (seconds, pages) = try await PageWatch.during(["/api/v1/users"], by: site.caller, pause: .milliseconds(50)) {
      let started = ContinuousClock.now
      for device in fleet.devices { device.cutLink() }
      try await fleet.waitUntilRegistered(within: .seconds(300))
      return (ContinuousClock.now - started).inSeconds
    }
    return [
      Figure("\(count) devices come again at once: all are live", seconds, "s", atMost: 20),
      Figure("\(count) devices come again at once: /api/v1/users, p99", pages.p99, "ms", atMost: 200),
    ]
  }

  /// What a connection costs a server that does nothing with it.
  private func bareBytes(_ count: Int) throws -> Double {
    ProgressLine.tell("connections: the limit, \(count) bare ones")
    let peer = try PeerProcess("idle-peer")
    defer { peer.end() }
    let empty = try ProcessUsage(of: peer.id).residentBytes
    var connections: [LoopbackSocket] = []
    for _ in 0..<count { connections.append(try LoopbackSocket.connect(to: peer.port)) }
    // They are accepted by another process.
    Thread.sleep(forTimeInterval: 2)
    let full = try ProcessUsage(of: peer.id).residentBytes
    return withExtendedLifetime(connections) { Double(full - empty) / Double(count) }
  }
}
