import DeviceSimulator
import NIOCore
import Synchronization

/// When something became so on a device, noted where it happens: no wake-up of whoever waits for it is in it.
final class Moment: Sendable {
  private let noted = Mutex<ContinuousClock.Instant?>(nil)

  private func note() { noted.withLock { $0 = $0 ?? .now } }

  /// Milliseconds from a start until a condition holds on the device.
  static func milliseconds(
    from start: ContinuousClock.Instant, on device: SimulatedDevice, _ what: String,
    within limit: TimeAmount = .seconds(60), until condition: @escaping @Sendable (DeviceSnapshot) -> Bool
  ) async throws -> Double {
    let moment = Moment()
    try await device.wait(what, within: limit) { snapshot in
      guard condition(snapshot) else { return false }
      moment.note()
      return true
    }
    return ((moment.noted.withLock { $0 } ?? .now) - start).inMilliseconds
  }

  /// The same until it holds on all of them.
  static func milliseconds(
    from start: ContinuousClock.Instant, onAll devices: some Collection<SimulatedDevice>, _ what: String,
    within limit: TimeAmount = .seconds(60), until condition: @escaping @Sendable (DeviceSnapshot) -> Bool
  ) async throws -> Double {
    try await withThrowingTaskGroup(of: Double.self) { group in
      for device in devices {
        group.addTask {
          try await milliseconds(from: start, on: device, what, within: limit, until: condition)
        }
      }
      return try await group.reduce(0) { max($0, $1) }
    }
  }
}
