import CoreMetrics
import Synchronization

/// Values counted in buckets. Timers give nanoseconds and are kept in seconds.
final class PrometheusHistogram: TimerHandler, RecorderHandler, PrometheusSeries {
  /// From a commit on a fast disk to a device that was away for minutes.
  static let bounds: [Double] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
  ]

  private struct State {
    var buckets = [Int](repeating: 0, count: PrometheusHistogram.bounds.count)
    var count = 0
    var sum = 0.0
  }

  private let state = Mutex(State())

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    guard !value.isNaN else { return }
    state.withLock { state in
      if let bucket = Self.bounds.firstIndex(where: { value <= $0 }) { state.buckets[bucket] += 1 }
      state.count += 1
      state.sum += value
    }
  }

  /// Each bucket counts what is in those below it, too.
  var lines: [PrometheusLine] {
    let state = state.withLock { $0 }
    var lines: [PrometheusLine] = []
    var total = 0
    for (bound, count) in zip(Self.bounds, state.buckets) {
      total += count
      lines.append(
        PrometheusLine(suffix: "_bucket", label: "le=\"\(PrometheusText.number(bound))\"", value: "\(total)"))
    }
    lines.append(PrometheusLine(suffix: "_bucket", label: "le=\"+Inf\"", value: "\(state.count)"))
    lines.append(PrometheusLine(suffix: "_sum", value: PrometheusText.number(state.sum)))
    lines.append(PrometheusLine(suffix: "_count", value: "\(state.count)"))
    return lines
  }
}
