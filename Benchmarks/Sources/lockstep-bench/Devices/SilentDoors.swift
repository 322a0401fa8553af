import Foundation
import NIOCore

/// Doors that are connected and have nothing to say.
struct SilentDoors {
  /// For what either process has open besides, and for the HTTP port, which gets a tenth of the server's.
  private static let spare = 2500

  let count: Int
  let site: Site
  /// What the server took before they came.
  let empty: Int
  /// Seconds until all were registered.
  let arrival: Double

  /// How many of those wanted the limit of open files allows; possibly none.
  static func possible(_ wanted: Int, _ setup: Setup) -> Int {
    let count = max(0, min(wanted, setup.openFiles - spare))
    if count < wanted { ProgressLine.tell("only \(setup.openFiles) open files: \(count) devices") }
    return count
  }

  /// What the server takes for each of them.
  func bytes() throws -> Double {
    Double(try ProcessUsage(of: site.server.id).residentBytes - empty) / Double(count)
  }

  /// Makes a site, and lets something be measured there once all have come and all is quiet.
  static func with<Value>(
    _ count: Int, tls: Bool = false, _ setup: Setup, _ measure: (SilentDoors) async throws -> Value
  ) async throws -> Value {
    try await Site.with(Site.Plan(devices: count, logCapacity: 100, usesTLS: tls), setup) { site in
      ProgressLine.tell("\(count) devices come")
      let empty = try ProcessUsage(of: site.server.id).residentBytes
      let arrival = try await site.connect(within: .seconds(300))
      try await Task.sleep(for: .seconds(5))
      return try await measure(SilentDoors(count: count, site: site, empty: empty, arrival: arrival))
    }
  }
}
