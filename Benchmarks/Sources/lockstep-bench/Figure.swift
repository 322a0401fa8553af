import Foundation

/// One measured figure: a row of the table that `make bench` prints.
struct Figure: Codable {
  let name: String
  let value: Double
  let unit: String
  /// What the machine, or a rule, allows; nil where the figure is told only.
  let limit: Double?
  let ratio: Double?
  /// The most that the ratio may be.
  let target: Double?
  let met: Bool?

  /// - Parameter atMost: what the value may be at most.
  init(_ name: String, _ value: Double, _ unit: String, atMost: Double? = nil) {
    self.name = name
    self.value = value
    self.unit = unit
    limit = atMost
    ratio = atMost.map { value / $0 }
    target = atMost == nil ? nil : 1
    met = atMost.map { value <= $0 }
  }

  static func show(_ figures: [Figure], asJSON: Bool) throws {
    if asJSON {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      for figure in figures { print(String(decoding: try encoder.encode(figure), as: UTF8.self)) }
      return
    }
    let width = figures.map(\.name.count).max() ?? 0
    for figure in figures {
      let name = figure.name.padding(toLength: width, withPad: " ", startingAt: 0)
      let limit = figure.limit.map { String(format: "  limit %8.1f  ratio %5.2f", $0, figure.ratio ?? 0) } ?? ""
      let met = figure.met.map { $0 ? "  met" : "  MISSED" } ?? ""
      print("\(name)  \(String(format: "%10.1f", figure.value)) \(figure.unit)\(limit)\(met)")
    }
  }
}
