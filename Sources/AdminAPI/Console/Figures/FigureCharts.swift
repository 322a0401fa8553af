import LockstepStore

/// The server's figures of the last 24 hours as pictures that need no script, with what they show in words.
struct FigureCharts {
  let minutes: [StoredMinute]
  let times: TimeText

  private var text: Texts { Texts.english }

  func views() -> [View] {
    [
      chart("enrolments") { Double($0.enrolments) },
      chart("transfers") { Double($0.transfers) },
      chart("lag") { $0.longestLag.map { Double($0) / 1000 } },
    ]
  }

  private func chart(_ name: String, _ value: (StoredMinute) -> Double?) -> View {
    let last = minutes.last?.minute ?? 0
    let first = last - 24 * 60 + 1
    let points = minutes.compactMap { minute in value(minute).map { (place: Int(minute.minute - first), value: $0) } }
    let curve = Curve(points: points, places: 24 * 60)
    let most = points.map(\.value).max() ?? 0
    let now = minutes.last.flatMap(value)
    return [
      "name": name, "title": text("overview.charts.\(name).title"), "path": curve.line, "area": curve.area,
      "top": text("overview.charts.\(name).value", ["n": Self.short(curve.top)]),
      "now": now.map { text("overview.charts.\(name).value", ["n": Self.short($0)]) } ?? "–",
      "said": text(
        "overview.charts.\(name).said", ["most": Self.short(most), "now": now.map(Self.short) ?? "–"]),
      "from": times.view(first * 60_000), "to": times.view(last * 60_000),
      "hours": hours(first, points), "isEmpty": points.allSatisfy { $0.value == 0 },
    ]
  }

  /// The same by the hour, as a table.
  private func hours(_ first: Int64, _ points: [(place: Int, value: Double)]) -> [View] {
    let grouped = Dictionary(grouping: points) { $0.place / 60 }
    return grouped.keys.sorted().map { hour in
      let values = (grouped[hour] ?? []).map(\.value)
      return [
        "from": times.view((first + Int64(hour) * 60) * 60_000), "most": Self.short(values.max() ?? 0),
        "sum": Self.short(values.reduce(0, +)),
      ]
    }
  }

  private static func short(_ number: Double) -> String {
    if number == number.rounded() || number >= 100 { return NumberText.grouped(Int(number.rounded())) }
    let tenths = Int((number * (number < 1 ? 100 : 10)).rounded())
    return number < 1
      ? "0.\(tenths < 10 ? "0" : "")\(tenths)" : "\(tenths / 10).\(tenths % 10)"
  }
}
