import LockstepCore
import LockstepStore
import Synchronization

/// People who wait for the compare of a device.
final class Reports: Sendable {
  typealias Answer = CheckedContinuation<Compared, any Error>

  private struct State {
    var last = 0
    var waiting: [Int: Answer] = [:]
  }

  private let state = Mutex(State())

  func add(_ answer: Answer) -> Int {
    state.withLock { state in
      state.last += 1
      state.waiting[state.last] = answer
      return state.last
    }
  }

  func answer(_ request: Int, _ result: Result<Compared, DeviceDriver.ReportFailure>) {
    let answer = state.withLock { $0.waiting.removeValue(forKey: request) }
    switch result {
    case .success(let compared): answer?.resume(returning: compared)
    case .failure(let failure): answer?.resume(throwing: StoreError.notPossible(failure.rawValue))
    }
  }
}
