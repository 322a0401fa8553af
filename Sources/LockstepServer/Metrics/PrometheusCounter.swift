import CoreMetrics
import Synchronization

/// A whole number that rises. One that would pass its end stays there.
final class PrometheusCounter: CounterHandler, PrometheusSeries {
  private let value = Mutex<Int64>(0)

  func increment(by amount: Int64) {
    value.withLock { value in
      let (sum, isOver) = value.addingReportingOverflow(max(0, amount))
      value = isOver ? .max : sum
    }
  }

  func reset() { value.withLock { $0 = 0 } }

  var lines: [PrometheusLine] { [PrometheusLine(value: "\(value.withLock { $0 })")] }
}
