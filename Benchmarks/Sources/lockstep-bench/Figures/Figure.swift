import Foundation

/// One measured figure: a row of the table that `make bench` prints.
struct Figure: Encodable {
  let name: String
  let value: Double
  let unit: String
  /// What the machine, or a rule, allows; nil where the figure is told only.
  let limit: Double?
  let ratio: Double?
  /// What the ratio may be at most, or has to be at least.
  let target: Double?
  let met: Bool?
  private let isAtLeast: Bool

  private enum CodingKeys: String, CodingKey {
    case name, value, unit, limit, ratio, target, met
  }

  /// - Parameter atMost: what the value may be at most; nil where it is told only.
  init(_ name: String, _ value: Double, _ unit: String, atMost: Double? = nil) {
    self.init(name, value, unit, limit: atMost, target: atMost == nil ? nil : 1, isAtLeast: false)
  }

  /// - Parameters:
  ///   - share: what the value has to reach of the limit, at least.
  ///   - limit: what the machine allows.
  init(_ name: String, _ value: Double, _ unit: String, atLeast share: Double, of limit: Double) {
    self.init(name, value, unit, limit: limit, target: share, isAtLeast: true)
  }

  private init(_ name: String, _ value: Double, _ unit: String, limit: Double?, target: Double?, isAtLeast: Bool) {
    let ratio = limit.flatMap { $0 > 0 ? value / $0 : nil }
    self.name = name
    self.value = value
    self.unit = unit
    self.limit = limit
    self.ratio = ratio
    self.target = target
    self.isAtLeast = isAtLeast
    met = target.map { target in ratio.map { isAtLeast ? $0 >= target : $0 <= target } ?? false }
  }

  static func show(_ figures: [Figure], asJSON: Bool) throws {
    if asJSON {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      for figure in figures { print(String(decoding: try encoder.encode(figure), as: UTF8.self)) }
      return
    }
    let width = figures.map(\.name.count).max() ?? 0
    for figure in figures { print(figure.line(width)) }
  }

  private func line(_ width: Int) -> String {
    let name = name.padding(toLength: width, withPad: " ", startingAt: 0)
    let unit = unit.padding(toLength: max(6, unit.count), withPad: " ", startingAt: 0)
    guard let limit, let target else { return "\(name)  \(Self.number(value)) \(unit)" }
    let bound = "(\(isAtLeast ? "≥" : "≤")\(String(format: "%.2f", target)))"
    let ratio = String(format: "%5.2f", ratio ?? .nan)
    return "\(name)  \(Self.number(value)) \(unit)  limit \(Self.number(limit))  ratio \(ratio) \(bound)  "
      + (met == true ? "met" : "MISSED")
  }

  private static func number(_ value: Double) -> String { String(format: value < 10 ? "%10.3f" : "%10.1f", value) }
}
