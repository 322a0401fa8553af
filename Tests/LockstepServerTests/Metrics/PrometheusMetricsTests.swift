import CoreMetrics
import Testing

@testable import LockstepServer

@Suite("Metrics as Prometheus text")
struct PrometheusMetricsTests {
  private let metrics = PrometheusMetrics()

  @Test("a counter rises, and one name with one set of labels is one series")
  func counter() {
    metrics.makeCounter(label: "lockstep_logs_ingested_total", dimensions: []).increment(by: 2)
    metrics.makeCounter(label: "lockstep_logs_ingested_total", dimensions: []).increment(by: 3)
    #expect(
      metrics.render() == """
        # HELP lockstep_logs_ingested_total Entries of devices' logs that were stored.
        # TYPE lockstep_logs_ingested_total counter
        lockstep_logs_ingested_total 5

        """)
  }

  @Test("a counter that would pass its end stays there, and never falls")
  func counterAtItsEnd() {
    let counter = metrics.makeCounter(label: "a", dimensions: [])
    counter.increment(by: .max)
    counter.increment(by: 1)
    counter.increment(by: -5)
    #expect(metrics.render().hasSuffix("a \(Int64.max)\n"))
  }

  @Test("labels are ordered by name and their values escaped")
  func labels() {
    metrics.makeCounter(label: "a", dimensions: [("to", "x\"y\\z\n"), ("from", "1")]).increment(by: 1)
    #expect(metrics.render() == "# TYPE a counter\na{from=\"1\",to=\"x\\\"y\\\\z\\n\"} 1\n")
  }

  @Test(
    "names keep to what Prometheus allows",
    arguments: [
      ("lockstep.logs-ingested", "lockstep_logs_ingested"), ("9lives", "_9lives"), ("a:b", "a:b"), ("", "_"),
      ("é", "__"),
    ])
  func names(label: String, name: String) { #expect(PrometheusText.name(label) == name) }

  @Test("a meter is a gauge that rises and falls")
  func gauge() {
    let gauge = metrics.makeMeter(label: "connections", dimensions: [])
    gauge.set(Int64(3))
    gauge.increment(by: 2)
    gauge.decrement(by: 1)
    #expect(metrics.render() == "# TYPE connections gauge\nconnections 4\n")
  }

  @Test("a timer is a histogram in seconds whose buckets add up")
  func timer() {
    let timer = metrics.makeTimer(label: "lag_seconds", dimensions: [("stage", "pull")])
    for nanoseconds in [500_000, 20_000_000, 2_000_000_000, 900_000_000_000] as [Int64] {
      timer.recordNanoseconds(nanoseconds)
    }
    let lines = metrics.render().split(separator: "\n")
    #expect(lines.first == "# TYPE lag_seconds histogram")
    #expect(lines.contains("lag_seconds_bucket{stage=\"pull\",le=\"0.001\"} 1"))
    #expect(lines.contains("lag_seconds_bucket{stage=\"pull\",le=\"0.025\"} 2"))
    #expect(lines.contains("lag_seconds_bucket{stage=\"pull\",le=\"300\"} 3"))
    #expect(lines.contains("lag_seconds_bucket{stage=\"pull\",le=\"+Inf\"} 4"))
    #expect(lines.contains("lag_seconds_sum{stage=\"pull\"} 902.0205"))
    #expect(lines.last == "lag_seconds_count{stage=\"pull\"} 4")
  }

  @Test("a recorder that does not aggregate shows its last value")
  func recorder() {
    let recorder = metrics.makeRecorder(label: "head", dimensions: [], aggregate: false)
    recorder.record(Int64(7))
    recorder.record(Int64(9))
    #expect(metrics.render() == "# TYPE head gauge\nhead 9\n")
  }

  @Test("names and labels come in ascending order, whatever the order of their making")
  func order() {
    for (name, label) in [("b", "2"), ("a", "1"), ("b", "1")] {
      metrics.makeCounter(label: name, dimensions: [("x", label)]).increment(by: 1)
    }
    #expect(metrics.render() == "# TYPE a counter\na{x=\"1\"} 1\n# TYPE b counter\nb{x=\"1\"} 1\nb{x=\"2\"} 1\n")
  }

  @Test("a name taken by another type counts for itself and leaves the first alone")
  func takenName() {
    metrics.makeCounter(label: "a", dimensions: []).increment(by: 1)
    metrics.makeMeter(label: "a", dimensions: []).set(Int64(50))
    #expect(metrics.render() == "# TYPE a counter\na 1\n")
  }

  @Test(
    "numbers look like numbers",
    arguments: [(1.0, "1"), (0.25, "0.25"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN")])
  func numbers(value: Double, text: String) { #expect(PrometheusText.number(value) == text) }
}
