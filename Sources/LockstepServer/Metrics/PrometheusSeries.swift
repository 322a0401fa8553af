/// What one name with one set of labels has measured.
protocol PrometheusSeries: AnyObject, Sendable {
  var lines: [PrometheusLine] { get }
}

/// One line of a series.
struct PrometheusLine {
  /// After the name: `_bucket`, `_sum`, `_count` of a histogram.
  var suffix = ""
  /// A label beyond those of the series: the upper end of a bucket.
  var label = ""
  let value: String

  func text(_ name: String, _ labels: String) -> String {
    let all = [labels, label].filter { !$0.isEmpty }.joined(separator: ",")
    return "\(name)\(suffix)\(all.isEmpty ? "" : "{\(all)}") \(value)\n"
  }
}
