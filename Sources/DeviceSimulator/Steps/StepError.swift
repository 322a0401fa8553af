/// A step that cannot be read: where, and what should stand there.
public struct StepError: Error, Hashable, Sendable, CustomStringConvertible {
  /// From 1; in a scenario file the number of the step.
  public let line: Int
  /// In characters, from 1.
  public let column: Int
  public let expected: String
  /// What stands there; empty at the end of the line.
  public let found: String

  init(line: Int, column: Int, expected: String, found: String) {
    self.line = line
    self.column = column
    self.expected = expected
    self.found = found
  }

  public var description: String {
    "line \(line), column \(column): expected \(expected), found \(found.isEmpty ? "the end" : "\"\(found)\"")"
  }
}
