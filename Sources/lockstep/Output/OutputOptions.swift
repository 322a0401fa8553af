import AdminModel
import ArgumentParser
import Foundation

/// How a command writes its result to standard output.
struct OutputOptions: ParsableArguments {
  @Option(help: "How the result is written.")
  var format = OutputFormat.table

  /// A list.
  func show<Item: Encodable>(_ items: [Item], _ table: @autoclosure () -> Table<Item>) {
    switch format {
    case .json: write(items)
    case .table: write(text: table().render(items))
    }
  }

  /// One thing, a line for each of its fields.
  func show(_ item: some Encodable, _ fields: @autoclosure () -> [(String, String)]) {
    switch format {
    case .json: write(item)
    case .table: write(text: Self.lines(fields()))
    }
  }

  /// What was done, in one sentence.
  func tell(_ item: some Encodable, _ sentence: @autoclosure () -> String) {
    switch format {
    case .json: write(item)
    case .table: write(text: sentence() + "\n")
    }
  }

  /// One of many results, on one line.
  func tellLine(_ item: some Encodable, _ sentence: @autoclosure () -> String) {
    guard format == .json else { return write(text: sentence() + "\n") }
    guard let data = try? AdminJSON.encoder.encode(item) else { return }
    write(text: String(decoding: data, as: UTF8.self) + "\n")
  }

  func write(_ item: some Encodable) {
    let encoder = AdminJSON.encoder
    encoder.outputFormatting.insert(.prettyPrinted)
    guard let data = try? encoder.encode(item) else { return }
    write(text: String(decoding: data, as: UTF8.self) + "\n")
  }

  /// Unbuffered, so that a reader at the other end of a pipe sees each line at once.
  func write(text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

  private static func lines(_ fields: [(String, String)]) -> String {
    let width = fields.map(\.0.count).max() ?? 0
    return fields.map { name, value in
      (name + String(repeating: " ", count: width - name.count) + "  " + value + "\n")
    }.joined()
  }
}
