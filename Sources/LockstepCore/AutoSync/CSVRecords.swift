/// Cuts text into records by RFC 4180, strictly: an unclosed quote, a quote within a bare cell, or anything between a
/// closing quote and the separator is an error. A record ends with LF, CR or CR LF. Empty lines are no records.
struct CSVRecords {
  struct Record: Hashable {
    /// The line on which it begins; the first is 1.
    let line: Int
    var cells: [String]
  }

  private enum State {
    /// Nothing of the cell was read.
    case start
    case bare
    case quoted
    /// A quote within quotes: the end, or the first of two.
    case quote
  }

  /// A cell with more characters than these is the fault of a quote that is nowhere closed.
  static let longestCell = 4096
  /// A record with more cells than these is no people file.
  static let mostCells = 32

  let separator: Unicode.Scalar
  private var state = State.start
  private var cell = String.UnicodeScalarView()
  private var length = 0
  private var cells: [String] = []
  /// The line that is being read.
  private(set) var line = 1
  private var recordLine = 1
  private var quoteLine = 1
  private var lastWasCR = false
  /// Whether the last thing that was read is a line end.
  private(set) var isAtLineEnd = true

  init(separator: Unicode.Scalar) { self.separator = separator }

  /// - Returns: a record, when this character ends one.
  mutating func read(_ scalar: Unicode.Scalar) throws(FileError) -> Record? {
    if lastWasCR {
      lastWasCR = false
      // Already taken for the end of the line, in or out of quotes.
      if scalar == "\n" { return nil }
    }
    if scalar == "\r" || scalar == "\n" {
      lastWasCR = scalar == "\r"
      defer { line += 1 }
      if case .quoted = state {
        try append("\n")
        return nil
      }
      isAtLineEnd = true
      return endRecord()
    }
    isAtLineEnd = false
    switch (state, scalar) {
    case (.start, "\""):
      (state, quoteLine) = (.quoted, line)
    case (.start, separator), (.bare, separator), (.quote, separator): try endCell()
    case (.start, _):
      state = .bare
      try append(scalar)
    case (.bare, "\""):
      throw FileError(
        line: line, value: String(cell), reason: "a quote within a cell that does not begin with one")
    case (.bare, _): try append(scalar)
    case (.quoted, "\""): state = .quote
    case (.quoted, _): try append(scalar)
    case (.quote, "\""):
      state = .quoted
      try append("\"")
    case (.quote, _):
      throw FileError(line: line, value: String(cell), reason: "text after a closing quote")
    }
    return nil
  }

  /// The end of the file.
  ///
  /// - Returns: the last record, if no line end stands behind it.
  mutating func finish() throws(FileError) -> Record? {
    if case .quoted = state { throw FileError(line: quoteLine, reason: "a quote that is nowhere closed") }
    return endRecord()
  }

  private mutating func append(_ scalar: Unicode.Scalar) throws(FileError) {
    length += 1
    guard length <= Self.longestCell else {
      throw FileError(
        line: state == .quoted ? quoteLine : line, value: String(cell),
        reason: "a cell of more than \(Self.longestCell) characters; is a quote not closed?")
    }
    cell.append(scalar)
  }

  private mutating func endCell() throws(FileError) {
    guard cells.count < Self.mostCells else {
      throw FileError(line: recordLine, reason: "more than \(Self.mostCells) columns")
    }
    cells.append(String(cell))
    cell = String.UnicodeScalarView()
    length = 0
    state = .start
  }

  private mutating func endRecord() -> Record? {
    defer {
      (cells, cell, length, state) = ([], String.UnicodeScalarView(), 0, .start)
      recordLine = line + 1
    }
    if cells.isEmpty, cell.isEmpty, state == .start {
      return nil
    }
    return Record(line: recordLine, cells: cells + [String(cell)])
  }
}
