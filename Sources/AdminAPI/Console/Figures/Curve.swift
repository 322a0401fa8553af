/// The line of a chart in a box of 720 by 120, from points in time.
struct Curve {
  static let (width, height) = (720, 120)

  /// What the top edge stands for: a round number.
  let top: Double
  /// As `d` of an SVG path; a pause breaks it.
  let line: String
  /// The area below the line.
  let area: String

  /// - Parameters:
  ///   - points: in the order of their places.
  ///   - places: how many there are from edge to edge.
  init(points: [(place: Int, value: Double)], places: Int) {
    let top = Self.round(above: points.map(\.value).max() ?? 0)
    self.top = top
    func x(_ place: Int) -> Int { place * Self.width / max(1, places - 1) }
    func y(_ value: Double) -> Int { Self.height - Int((value / top * Double(Self.height - 4)).rounded()) }
    // Several minutes share a point of the picture: its highest is drawn.
    var highest: [Int: Int] = [:]
    for point in points { highest[x(point.place)] = min(highest[x(point.place)] ?? .max, y(point.value)) }
    var (line, area, before) = ("", "", -100)
    var start: Int?
    for x in highest.keys.sorted() {
      let y = highest[x] ?? Self.height
      if x - before > 4 {
        if let start { area += "L\(before) \(Self.height)L\(start) \(Self.height)Z" }
        line += "M\(x) \(y)"
        area += "M\(x) \(Self.height)L\(x) \(y)"
        start = x
      } else {
        line += "L\(x) \(y)"
        area += "L\(x) \(y)"
      }
      before = x
    }
    if start != nil { area += "L\(before) \(Self.height)Z" }
    self.line = line
    self.area = area
  }

  /// 1, 2 or 5 times a power of ten.
  private static func round(above most: Double) -> Double {
    var step = 1.0
    while step < most {
      for factor in [1.0, 2, 5] where step * factor >= most { return step * factor }
      step *= 10
    }
    return step
  }
}
