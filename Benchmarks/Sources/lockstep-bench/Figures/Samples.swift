/// Values that were measured one after the other.
struct Samples: Sendable {
  private var values: [Double] = []

  var count: Int { values.count }

  mutating func add(_ value: Double) { values.append(value) }

  mutating func add(_ other: Samples) { values += other.values }

  var median: Double { quantile(0.5) }

  var p99: Double { quantile(0.99) }

  var largest: Double { values.max() ?? .nan }

  /// The smallest value that so large a part of all does not exceed.
  private func quantile(_ part: Double) -> Double {
    guard !values.isEmpty else { return .nan }
    let rank = Int((part * Double(values.count)).rounded(.up))
    return values.sorted()[max(0, min(values.count, rank) - 1)]
  }
}

extension Duration {
  var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }

  var inMilliseconds: Double { inSeconds * 1000 }
}
