import DeviceProtocol
import LockstepStore

/// Judges a device's results, and counts refusals in a row for one reason (SEND-7).
struct RefusalStreak: Sendable {
  static let most = 20

  private var reason: String?
  private var count = 0

  mutating func judge(_ result: UserResult) -> WriteOutcome.Status {
    switch result.status {
    case .done:
      reason = nil
      count = 0
      return .done
    case .edited(let mark): return .edited(mark: mark)
    case .epoch: return .edited(mark: 0)
    case .failed: return .postponed(until: 0)
    case .cardHeld(let holder): return .cardHeld(by: holder)
    case .full: return refused("the device is full")
    case .unsupported: return refused("the device does not support something in this record")
    }
  }

  /// The reason, once it was the same twenty times in a row; then the count starts anew.
  mutating func takeFailureOfDevice() -> String? {
    guard count >= Self.most else { return nil }
    count = 0
    return reason
  }

  private mutating func refused(_ reason: String) -> WriteOutcome.Status {
    count = self.reason == reason ? count + 1 : 1
    self.reason = reason
    return .stopped(reason: reason)
  }
}
