/// What is wrong at one place of a people file. It shows the value: whoever is told may see the file.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The first line is 1; 0 is the file as a whole.
  public let line: Int
  /// Nil for a whole line.
  public let column: PersonColumn?
  /// Cut after 100 characters; empty where there is none.
  public let value: String
  public let reason: String

  public init(line: Int, column: PersonColumn? = nil, value: String = "", reason: String) {
    self.line = line
    self.column = column
    self.value = value.count > 100 ? value.prefix(100) + "…" : value
    self.reason = reason
  }

  /// The order of the file: by line, then by column.
  static func isBefore(_ left: FileError, _ right: FileError) -> Bool {
    (left.line, left.column?.rawValue ?? -1) < (right.line, right.column?.rawValue ?? -1)
  }

  public var description: String {
    let place = line == 0 ? "the file" : "line \(line)" + (column.map { ", \($0.title)" } ?? "")
    return "\(place): \(reason)" + (value.isEmpty ? "" : ": \(value)")
  }
}
