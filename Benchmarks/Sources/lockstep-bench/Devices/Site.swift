import BenchInputs
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepStore
import NIOCore
import NIOPosix

/// A server as a process, with simulated doors in this one that reach it over TCP.
final class Site {
  /// What it begins with.
  struct Plan {
    var devices: Int
    /// People that the server knows from the start; doors are filled with them.
    var people = 0
    /// Access groups; each door and each person belongs to one, in turn. 0: every door is to hold everybody.
    var groups = 0
    /// Whether they have fingers as large as real ones.
    var hasFingers = false
    /// How many entries a door's log has room for.
    var logCapacity = 10_000
    /// What the server's process is started with, beyond the environment of this one.
    var environment: [String: String] = [:]
    /// Whether the doors come over TLS.
    var usesTLS = false
  }

  let server: BenchedServer
  let fleet: Fleet
  let caller: WebCaller
  let folder: URL
  private let loops: MultiThreadedEventLoopGroup
  private let usesTLS: Bool

  private init(
    _ memories: [DeviceMemory], _ folder: URL, _ environment: [String: String], tls: Bool, _ setup: Setup
  ) throws {
    usesTLS = tls
    self.folder = folder
    loops = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    fleet = try Fleet(memories: memories, group: loops)
    server = try BenchedServer(binary: setup.binary, directory: folder, environment: environment, tls: tls)
    caller = try server.commandLine()
  }

  private static func prepare(_ plan: Plan, _ memories: [DeviceMemory], in folder: URL) throws {
    let mode: SynchronizationMode =
      plan.groups == 0
      ? .allDevicesIncludingUserUpdateFromDevice : .specificDevicesIncludingUserUpdateFromDevice
    try PreparedDirectory(folder).make(mode: mode) { store in
      let count = plan.groups
      let groups = try store.write { store in
        try (0..<count).map { try store.addAccessGroup(named: "Ward \($0 + 1)") }
      }
      try PreparedDirectory.register(memories, groups: groups, in: store)
      guard plan.people > 0 else { return }
      try PreparedDirectory.addPeople(
        1...plan.people, groups: groups, to: store,
        as: { try plan.hasFingers ? BenchedPerson.filled($0) : BenchedPerson.record($0) })
    }
  }

  /// Makes one, lets something be measured there, and takes everything away again.
  static func with<Value>(
    _ plan: Plan, _ setup: Setup, _ measure: (Site) async throws -> Value
  ) async throws -> Value {
    let folder = try setup.newFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let memories = PreparedDirectory.memories(plan.devices, seed: 1, logCapacity: plan.logCapacity)
    try prepare(plan, memories, in: folder)
    return try await at(folder, memories, environment: plan.environment, tls: plan.usesTLS, setup, measure)
  }

  /// The same on a data directory that is there, and stays, with doors that it knows.
  static func at<Value>(
    _ folder: URL, _ memories: [DeviceMemory], environment: [String: String] = [:], tls: Bool = false, _ setup: Setup,
    _ measure: (Site) async throws -> Value
  ) async throws -> Value {
    let site = try Site(memories, folder, environment, tls: tls, setup)
    do {
      let value = try await measure(site)
      await site.end()
      return value
    } catch {
      await site.end()
      throw error
    }
  }

  private func end() async {
    await fleet.disconnect()
    server.end()
    try? await loops.shutdownGracefully()
  }

  /// - Returns: seconds until every door is registered.
  @discardableResult
  func connect(within limit: TimeAmount = .seconds(120)) async throws -> Double {
    let started = ContinuousClock.now
    try fleet.connect(to: "127.0.0.1", port: server.devicePort, tls: usesTLS)
    try await fleet.waitUntilRegistered(within: limit)
    return (ContinuousClock.now - started).inSeconds
  }
}
