import LockstepCore
public import NIOCore

/// Does steps with the devices of a fleet, one after the other.
public struct ScenarioRunner: Sendable {
  /// Does what follows the word `server` in a step; returns what is worth telling, throws if it cannot be done.
  public typealias ServerStep = @Sendable (_ step: String) async throws -> String

  private let fleet: Fleet
  private let limit: TimeAmount
  private let server: ServerStep?

  /// - Parameters:
  ///   - limit: of a wait that names none.
  ///   - server: nil where no steps of the server can be done; such a step fails.
  public init(fleet: Fleet, limit: TimeAmount = .seconds(10), server: ServerStep? = nil) {
    self.fleet = fleet
    self.limit = limit
    self.server = server
  }

  /// Does the steps until one fails.
  ///
  /// - Parameter report: called after each step.
  /// - Returns: whether all were done.
  public func run(_ steps: [Step], report: (StepReport) -> Void = { _ in }) async -> Bool {
    for step in steps {
      let result = await run(step)
      report(result)
      if result.hasFailed { return false }
    }
    return true
  }

  public func run(_ step: Step) async -> StepReport {
    do {
      return StepReport(step: step, outcome: .done(try await perform(step.action)))
    } catch let error as StepFailure {
      return StepReport(step: step, outcome: .failed(error.reason))
    } catch {
      return StepReport(step: step, outcome: .failed("\(error)"))
    }
  }

  private func perform(_ action: Step.Action) async throws -> String {
    switch action {
    case .enrol(let record, let place):
      for device in try devices(place) { try device.enrol(record) }
    case .edit(let user, let changes, let isPartial, let place):
      for device in try devices(place) { try device.edit(user, changes, isPartial: isPartial) }
    case .tamper(let user, let changes, let keepsDigest, let place):
      for device in try devices(place) { try device.tamper(user, changes, keepsDigest: keepsDigest) }
    case .lose(let user, let place): for device in try devices(place) { try device.lose(user) }
    case .delete(let user, let place): for device in try devices(place) { try device.delete(user) }
    case .deleteAll(let place): for device in try devices(place) { device.deleteAll() }
    case .present(let presented, let place, let expected):
      return try devices(place).map { try present(presented, at: $0, expected) }.joined(separator: "; ")
    case .device(let selection, let command):
      for device in try devices(selection) { await device.perform(command) }
    case .wait(let condition, let place, let within):
      let deadline = NIODeadline.now() + (within ?? limit)
      for device in try devices(place) { try await wait(for: condition, at: device, until: deadline) }
    case .expect(let condition, let place):
      for device in try devices(place) {
        if let seen = condition.mismatch(with: device.snapshot) { throw StepFailure("device \(device.id): \(seen)") }
      }
    case .server(let step):
      guard let server else { throw StepFailure("there is no server for this step here") }
      return try await server(step)
    }
    return ""
  }

  private func devices(_ selection: DeviceSelection) throws -> [SimulatedDevice] {
    switch selection {
    case .every: return fleet.devices
    case .one(let id):
      guard let device = fleet[id] else { throw StepFailure("there is no device \(id) here") }
      return [device]
    }
  }

  private func present(_ presented: Presented, at device: SimulatedDevice, _ expected: Step.Expected?) throws -> String
  {
    let outcome = device.present(presented)
    switch (expected, outcome) {
    case (nil, _), (.granted, .granted), (.denied(nil), .denied): return outcome.description
    case (.denied(let reason), .denied(let found)) where reason == found: return outcome.description
    default: throw StepFailure("device \(device.id): \(outcome)")
    }
  }

  private func wait(
    for condition: DeviceCondition, at device: SimulatedDevice, until deadline: NIODeadline
  ) async throws {
    let rest = max(.nanoseconds(0), deadline - .now())
    do {
      try await device.wait("", within: rest) { condition.mismatch(with: $0) == nil }
    } catch is WaitTimeout {
      let seen = condition.mismatch(with: device.snapshot) ?? "it came too late"
      throw StepFailure("the time is over; device \(device.id): \(seen)")
    }
  }
}

/// Why a step failed, in words for people.
private struct StepFailure: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

extension SimulatedDevice {
  fileprivate func perform(_ command: DeviceCommand) async {
    switch command {
    case .connect: connect()
    case .disconnect: await disconnect()
    case .cut: cutLink()
    case .away(let seconds): stayAway(for: .seconds(Int64(seconds)))
    case .reboot: reboot()
    case .reset: resetDatabase()
    case .factoryReset: resetToFactory()
    case .clearLog: clearLog()
    case .clock(let seconds): moveClock(by: seconds)
    case .capacity(let count): setUserCapacity(count)
    case .fault(let name, let number): setFaults { $0.switchOn(name, number) }
    case .mend: setFaults { $0 = Faults() }
    case .skipLogs(let count): skipLogIDs(count)
    }
  }
}
