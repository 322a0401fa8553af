/// A list as people read it: a line of titles, a line an item, columns as wide as their widest value.
struct Table<Item>: Sendable {
  typealias Column = (title: String, value: @Sendable (Item) -> String)

  let columns: [Column]

  init(_ columns: [Column]) { self.columns = columns }

  func render(_ items: [Item]) -> String {
    guard !items.isEmpty else { return "none\n" }
    let rows = [columns.map(\.title)] + items.map { item in columns.map { $0.value(item) } }
    let widths = columns.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in line(row, widths) }.joined()
  }

  private func line(_ row: [String], _ widths: [Int]) -> String {
    var line = ""
    for (value, width) in zip(row, widths) {
      line += value + String(repeating: " ", count: width - value.count + 2)
    }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }
}
