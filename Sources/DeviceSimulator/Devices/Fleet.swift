public import LockstepCore
public import NIOCore
public import NIOPosix

/// Many simulated devices in one process, on the loops of one group.
public final class Fleet: Sendable {
  /// By ID.
  public let devices: [SimulatedDevice]
  private let byID: [DeviceID: SimulatedDevice]

  /// Devices with the memories given.
  ///
  /// - Parameters:
  ///   - stateDirectory: where each device keeps its memory in a file; one that is there already is loaded, and takes the
  ///     place of the memory given.
  ///   - group: whose loops the devices share. The fleet does not shut it down.
  /// - Throws: ``MemoryFileError``.
  public init(
    memories: [DeviceMemory], stateDirectory: String? = nil,
    group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, options: DeviceOptions = DeviceOptions()
  ) throws(MemoryFileError) {
    var devices: [SimulatedDevice] = []
    for memory in memories.sorted(by: { $0.device < $1.device }) {
      let file = stateDirectory.map { MemoryFile(path: "\($0)/device-\(memory.device).json") }
      devices.append(
        SimulatedDevice(memory: try file?.load() ?? memory, file: file, on: group.next(), options: options))
    }
    self.devices = devices
    byID = Dictionary(devices.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Equal devices with IDs from the first one on.
  ///
  /// - Parameter seed: of their keys and epochs; by default another one each time.
  public convenience init(
    firstID: DeviceID, count: Int, seed: UInt64 = .random(in: .min ... .max), capabilities: Capabilities = .full,
    userCapacity: Int = 100_000, logCapacity: Int = 10_000, stateDirectory: String? = nil,
    group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, options: DeviceOptions = DeviceOptions()
  ) throws(MemoryFileError) {
    let memories = (0..<UInt32(clamping: count)).compactMap { DeviceID(firstID.number &+ $0) }.map {
      DeviceMemory(
        device: $0, seed: seed, capabilities: capabilities, userCapacity: userCapacity, logCapacity: logCapacity)
    }
    try self.init(memories: memories, stateDirectory: stateDirectory, group: group, options: options)
  }

  /// The devices of a scenario.
  public convenience init(
    scenario: Scenario, seed: UInt64 = .random(in: .min ... .max), stateDirectory: String? = nil,
    group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, options: DeviceOptions = DeviceOptions()
  ) throws(MemoryFileError) {
    try self.init(
      memories: scenario.devices.map { $0.memory(seed: seed) }, stateDirectory: stateDirectory, group: group,
      options: options)
  }

  public subscript(id: DeviceID) -> SimulatedDevice? { byID[id] }

  /// Connects every device, each of which then connects again by itself when its link is lost.
  ///
  /// - Parameter tls: with TLS, as anywhere but on loopback.
  /// - Throws: an error of the resolver for a host that has no address.
  public func connect(to host: String, port: Int, tls: Bool = false) throws {
    let server = try SocketAddress.makeAddressResolvingHost(host, port: port)
    for device in devices { device.connect(to: server, tls: tls) }
  }

  /// Every device says goodbye and stays away. Returns when all links are closed.
  public func disconnect() async {
    await withDiscardingTaskGroup { group in
      for device in devices { group.addTask { await device.disconnect() } }
    }
  }

  /// Waits until every device is registered.
  ///
  /// - Throws: ``WaitTimeout`` of the first device that is not.
  public func waitUntilRegistered(within limit: TimeAmount = .seconds(30)) async throws {
    for device in devices { try await device.waitUntilRegistered(within: limit) }
  }

  /// Waits until every device holds a user.
  ///
  /// - Throws: ``WaitTimeout`` of the first device that does not.
  public func waitUntilEveryDeviceHolds(
    _ user: UserID, within limit: TimeAmount = .seconds(30),
    where isRight: @escaping @Sendable (DeviceRecord) -> Bool = { _ in true }
  ) async throws {
    for device in devices { try await device.waitUntilHolds(user, within: limit, where: isRight) }
  }

  public var summary: FleetSummary {
    var summary = FleetSummary()
    summary.devices = devices.count
    for device in devices {
      let snapshot = device.snapshot
      summary.connected += snapshot.isConnected ? 1 : 0
      summary.registered += snapshot.isRegistered ? 1 : 0
      summary.users += snapshot.memory.userCount
      summary.unacknowledgedLogs += snapshot.unacknowledgedLogs
      summary.answers += snapshot.answers
      if let refusal = snapshot.serverRefusal {
        summary.refusing += 1
        summary.refusal = refusal
      }
    }
    return summary
  }
}
