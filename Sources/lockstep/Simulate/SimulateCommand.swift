import AdminClient
import AdminModel
import ArgumentParser
import DeviceSimulator
import Foundation
import LockstepCore
import Logging
import UnixSignals

/// `lockstep simulate`: simulated doors in a process of their own, on the real protocol.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Runs simulated doors in a process of their own, which connect to a server over TCP.",
    discussion: """
      Steps are read as lines from standard input, in the language of docs/scenarios.md, for example: enrol 17 name \
      "Ada Quill" card 12345 at device 1001. A step that begins with server is a lockstep command: server user list. \
      Without a scenario the doors stay until Control-C; with one they end after its last step, with 0 if all went well.

      Example:
        lockstep simulate --server 127.0.0.1:51212 --count 5 --register
      """)

  @Option(
    help: ArgumentHelp(
      "Where the server takes devices; tls:// or tcp:// may stand before it.", valueName: "host:port"))
  var server = "127.0.0.1:51212"

  @Flag(help: "TLS on a loopback address too; elsewhere it is spoken anyway.")
  var tls = false

  @Flag(help: "Plain text on another address than loopback, for a server with --allow-plain-text.")
  var allowPlainText = false

  @Option(help: "How many doors.")
  var count = 5

  @Option(name: .customLong("first-id"), help: "The device ID of the first door; the others follow.")
  var firstID: UInt32 = 1001

  @Flag(help: "Register the doors that wait, through the server's API.")
  var register = false

  @OptionGroup var api: ServerOptions

  @Option(help: ArgumentHelp("A scenario file: its doors and its steps.", valueName: "file"), completion: .file())
  var scenario: String?

  @Option(
    help: ArgumentHelp("Keep each door's memory in a file of this directory, and load it again.", valueName: "dir"),
    completion: .directory)
  var state: String?

  func validate() throws {
    _ = try place
    guard !(tls && allowPlainText) else { throw ValidationError("--tls and --allow-plain-text exclude each other") }
    guard (1...20_000).contains(count) else { throw ValidationError("--count: 1 to 20000") }
    guard DeviceID(firstID) != nil, firstID <= UInt32.max - UInt32(count) else {
      throw ValidationError("--first-id: 1 to 4294967295, for all doors")
    }
  }

  /// Where to connect to, and whether with TLS: a scheme says so, else loopback is plain and everything else is not.
  private var place: (address: HostAndPort, tls: Bool) {
    get throws {
      let schemes = ["tls://": true, "tcp://": false]
      let scheme = schemes.keys.first { server.hasPrefix($0) }
      guard let address = HostAndPort(String(server.dropFirst(scheme?.count ?? 0))) else {
        throw ValidationError("--server: \(server) is not HOST:PORT, tls://HOST:PORT or tcp://HOST:PORT")
      }
      return (address, scheme.flatMap { schemes[$0] } ?? (tls || !(address.isLoopback || allowPlainText)))
    }
  }

  func run() async throws {
    // First of all: a signal that comes before somebody waits for it would end the process on the spot.
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    let (address, isSecure) = try place
    let limit = OpenFiles.raiseLimit()
    guard limit > count + 64 else {
      throw ValidationError("--count: \(count) doors need more than the \(limit) open files that this system allows")
    }
    let plan = try scenario.map { try Scenario(path: $0) }
    if let state {
      do {
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
      } catch {
        throw Failure("--state \(state): the directory cannot be made: \(error.localizedDescription)").told()
      }
    }
    let fleet = try makeFleet(plan)
    try fleet.connect(to: address.host, port: address.port, tls: isSecure)
    let hasFailed = try await run(fleet, plan, until: signals)
    await fleet.disconnect()
    guard !hasFailed else { throw ExitCode.failure }
  }

  private func makeFleet(_ plan: Scenario?) throws -> Fleet {
    var options = DeviceOptions()
    var logger = Logger(label: "lockstep.simulate")
    logger.logLevel = .warning
    options.logger = logger
    if let plan {
      let memories = plan.devices.map { $0.memory(seed: .random(in: .min ... .max)) }
      return try Fleet(memories: memories, stateDirectory: state, options: options)
    }
    guard let first = DeviceID(firstID) else { throw ValidationError("--first-id: 1 to 4294967295") }
    return try Fleet(firstID: first, count: count, stateDirectory: state, options: options)
  }

  /// - Returns: whether a step of the scenario failed.
  private func run(_ fleet: Fleet, _ plan: Scenario?, until signals: UnixSignalsSequence) async throws -> Bool {
    let api = api
    let runner = ScenarioRunner(fleet: fleet) { try await ServerStep.run($0, api) }
    let summary = SummaryLine(fleet: fleet)
    return try await withThrowingTaskGroup(of: Bool?.self) { group in
      group.addTask {
        for await _ in signals { return false }
        return false
      }
      group.addTask {
        await summary.show()
        return nil
      }
      if register { group.addTask { try await registerAll(of: fleet, plan) } }
      group.addTask {
        if let plan {
          if register { try await fleet.waitUntilRegistered() }
          return await !runner.run(plan.steps) { print($0) }
        }
        await StandardInputSteps(runner: runner, summary: summary).run()
        return nil
      }
      defer { group.cancelAll() }
      for try await result in group { if let result { return result } }
      return false
    }
  }

  private func registerAll(of fleet: Fleet, _ plan: Scenario?) async throws -> Bool? {
    for device in fleet.devices {
      try await device.wait("the server knows it") { $0.isConnected && $0.registration != nil }
    }
    do {
      try await AdminClient.with(server: api.serverURL, token: api.readToken() ?? "", trust: api.trust) { client in
        if let mode = plan?.mode { _ = try await client.setSynchronization(mode.rawValue) }
        for device in fleet.devices where !device.snapshot.isRegistered {
          try await register(device, client)
        }
      }
    } catch let error as AdminClientError {
      throw Failure(error, missingToken: api.readToken() == nil ? api.tokenPath : nil).told()
    }
    return nil
  }

  private func register(_ device: SimulatedDevice, _ client: AdminClient) async throws {
    if try await client.device(device.id.number).state == "registered" {
      let text = """
        the server knows device \(device.id) with another key, and lets this one wait. Start the doors with --state DIR, so \
        that they keep their keys; or settle it: lockstep attention list
        """
      throw Failure(text).told()
    }
    _ = try await client.registerDevice(
      device.id.number, RegistrationBody(checkCode: device.snapshot.checkCode))
  }
}
