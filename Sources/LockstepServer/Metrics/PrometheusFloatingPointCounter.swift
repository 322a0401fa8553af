import CoreMetrics
import Synchronization

/// A number that rises.
final class PrometheusFloatingPointCounter: FloatingPointCounterHandler, PrometheusSeries {
  private let value = Mutex<Double>(0)

  func increment(by amount: Double) {
    guard amount > 0 else { return }
    value.withLock { $0 += amount }
  }

  func reset() { value.withLock { $0 = 0 } }

  var lines: [PrometheusLine] { [PrometheusLine(value: PrometheusText.number(value.withLock { $0 }))] }
}
