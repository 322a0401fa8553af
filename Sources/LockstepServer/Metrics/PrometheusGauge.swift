import CoreMetrics
import Synchronization

/// A number that rises and falls; of a recorder that does not aggregate, the last value.
final class PrometheusGauge: MeterHandler, RecorderHandler, PrometheusSeries {
  private let value = Mutex<Double>(0)

  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { self.value.withLock { $0 = value } }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { value.withLock { $0 -= amount } }
  func record(_ value: Int64) { set(Double(value)) }
  func record(_ value: Double) { set(value) }

  var lines: [PrometheusLine] { [PrometheusLine(value: PrometheusText.number(value.withLock { $0 }))] }
}
