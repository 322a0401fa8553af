public import CoreMetrics
import Synchronization

/// Keeps the program's metrics and renders them as Prometheus text (format 0.0.4).
///
/// Counters and gauges stand as they are. Recorders that aggregate, and timers, become histograms in seconds: their
/// buckets can be added up over servers, which summaries cannot.
public final class PrometheusMetrics: MetricsFactory {
  private let families = Mutex<[String: Family]>([:])

  public init() {}

  /// All series of one name.
  private struct Family {
    let type: String
    var series: [String: any PrometheusSeries] = [:]
  }

  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    series("counter", label, dimensions) { PrometheusCounter() }
  }

  public func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    series("counter", label, dimensions) { PrometheusFloatingPointCounter() }
  }

  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series("gauge", label, dimensions) { PrometheusGauge() }
  }

  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    aggregate
      ? series("histogram", label, dimensions) { PrometheusHistogram() }
      : series("gauge", label, dimensions) { PrometheusGauge() }
  }

  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series("histogram", label, dimensions) { PrometheusHistogram() }
  }

  // A series stays after its last user: counters must not start anew while the process runs.
  public func destroyCounter(_ handler: any CounterHandler) {}
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  public func destroyMeter(_ handler: any MeterHandler) {}
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  public func destroyTimer(_ handler: any TimerHandler) {}

  /// Names ascending, and labels ascending within a name, so that equal states render equally.
  public func render() -> String {
    let families = families.withLock { $0 }
    var text = ""
    for (name, family) in families.sorted(by: { $0.key < $1.key }) {
      if let help = PrometheusHelp.texts[name] { text += "# HELP \(name) \(help)\n" }
      text += "# TYPE \(name) \(family.type)\n"
      for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
        for line in series.lines { text += line.text(name, labels) }
      }
    }
    return text
  }

  /// The same name and labels are the same series, however often they are made. A name that is taken by another type is
  /// a mistake in the program; the metric then counts, and is not rendered.
  private func series<Series: PrometheusSeries>(
    _ type: String, _ label: String, _ dimensions: [(String, String)], _ make: () -> Series
  ) -> Series {
    let name = PrometheusText.name(label)
    let labels = PrometheusText.labels(dimensions)
    return families.withLock { families in
      var family = families[name] ?? Family(type: type)
      guard family.type == type else { return make() }
      if let series = family.series[labels] { return series as? Series ?? make() }
      let series = make()
      family.series[labels] = series
      families[name] = family
      return series
    }
  }
}
