import DeviceSimulator
import LockstepCore
import NIOCore
import Synchronization

/// When each of many enrolments has reached every door, noted at the doors themselves.
final class Arrivals: Sendable {
  private struct Enrolment {
    let user: UserID
    let started: ContinuousClock.Instant
    var missing: Int
    var last: ContinuousClock.Instant
  }

  /// What one door has seen. It is looked at on the door's own loop, under its lock.
  private final class Seen: Sendable {
    struct State {
      var users = 0
      var next = 0
      var open: [Int] = []
    }

    let state = Mutex(State())
  }

  private let devices: Int
  private let enrolments = Mutex<[Enrolment]>([])

  /// - Parameter devices: how many doors each enrolment is to reach, that of the enrolment included.
  init(devices: Int) { self.devices = devices }

  /// Somebody is about to be enrolled.
  func begin(_ user: UserID) {
    let now = ContinuousClock.now
    enrolments.withLock { $0.append(Enrolment(user: user, started: now, missing: devices, last: now)) }
  }

  /// Looks at the doors while something is done. For a door it is a condition that never comes true.
  func watch(_ devices: [SimulatedDevice], during body: () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for device in devices {
        let seen = Seen()
        group.addTask {
          try? await device.wait("the end", within: .hours(1)) { snapshot in
            self.look(at: snapshot, seen)
            return false
          }
        }
      }
      try await body()
      group.cancelAll()
    }
  }

  private func look(at snapshot: DeviceSnapshot, _ seen: Seen) {
    seen.state.withLock { seen in
      // Somebody has come.
      guard snapshot.memory.userCount != seen.users else { return }
      seen.users = snapshot.memory.userCount
      let now = ContinuousClock.now
      enrolments.withLock { enrolments in
        seen.open += seen.next..<enrolments.count
        seen.next = enrolments.count
        seen.open.removeAll { index in
          guard snapshot.memory.holds(enrolments[index].user) else { return false }
          enrolments[index].missing -= 1
          enrolments[index].last = now
          return true
        }
      }
    }
  }

  /// Milliseconds until each enrolment was everywhere; until now where it is not yet.
  var samples: Samples {
    var samples = Samples()
    let now = ContinuousClock.now
    for enrolment in enrolments.withLock({ $0 }) {
      samples.add(((enrolment.missing == 0 ? enrolment.last : now) - enrolment.started).inMilliseconds)
    }
    return samples
  }
}
