/// Cuts UTF-8 into records by RFC 4180, strictly: an unclosed quote, a quote within a bare cell, or anything between a
/// closing quote and the separator is an error. A record ends with LF, CR or CR LF. Empty lines are no records.
struct CSVRecords {
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

  static let carriageReturn = UInt8(ascii: "\r")
  static let lineFeed = UInt8(ascii: "\n")
  static let quotationMark = UInt8(ascii: "\"")

  let separator: UInt8
  /// The record that is being read; the last one, until the next is asked for.
  private(set) var record = CSVRecord()
  private var isComplete = false
  private var state = State.start
  /// Of the cell that is being read: where it begins, up to where its characters are counted, and how many.
  private var cellStart = 0
  private var counted = 0
  private var characters = 0
  /// The line that is being read.
  private(set) var line: Int
  private var quoteLine = 1
  private var lastWasCR = false
  /// Whether the last thing that was read is a line end.
  private(set) var isAtLineEnd = true

  /// - Parameters:
  ///   - separator: an ASCII character.
  ///   - line: the number of the first line.
  init(separator: UInt8, line: Int = 1) {
    self.separator = separator
    self.line = line
    record.line = line
  }

  /// Reads on to the end of a record, or of the bytes.
  ///
  /// - Parameters:
  ///   - bytes: whole characters of UTF-8.
  ///   - position: where to go on; then, where it went to.
  /// - Returns: whether ``record`` is complete.
  mutating func next(_ bytes: Span<UInt8>, from position: inout Int) throws(FileError) -> Bool {
    startRecord()
    while position < bytes.count {
      let start = position
      position = endOfContent(bytes, from: start)
      if position > start {
        (lastWasCR, isAtLineEnd) = (false, false)
        if state == .start { state = .bare }
        try append(bytes.extracting(start..<position))
      } else {
        position += 1
        if try take(bytes[start]) { return true }
      }
    }
    return false
  }

  /// The end of the file.
  ///
  /// - Returns: whether ``record`` is complete: the last one, if no line end stands behind it.
  mutating func finish() throws(FileError) -> Bool {
    if case .quoted = state { throw FileError(line: quoteLine, reason: "a quote that is nowhere closed") }
    startRecord()
    return endRecord()
  }

  /// What follows a closing quote is never content.
  private func endOfContent(_ bytes: Span<UInt8>, from start: Int) -> Int {
    if state == .quote { return start }
    // None within quotes.
    let separator = state == .quoted ? Self.quotationMark : separator
    var end = start
    while end < bytes.count {
      let byte = bytes[end]
      // Above every separator: most characters need one comparison.
      if byte <= 0x3B,
        byte == separator || byte == Self.quotationMark || byte == Self.lineFeed || byte == Self.carriageReturn
      {
        break
      }
      end &+= 1
    }
    return end
  }

  /// A separator, a quote, a line end, or whatever stands behind a closing quote.
  private mutating func take(_ byte: UInt8) throws(FileError) -> Bool {
    if lastWasCR {
      lastWasCR = false
      // Already taken for the end of the line, in or out of quotes.
      if byte == Self.lineFeed { return false }
    }
    if byte == Self.carriageReturn || byte == Self.lineFeed {
      lastWasCR = byte == Self.carriageReturn
      defer { line += 1 }
      if state == .quoted {
        try append(Self.lineFeed)
        return false
      }
      isAtLineEnd = true
      return endRecord()
    }
    isAtLineEnd = false
    switch (state, byte) {
    case (.start, Self.quotationMark): (state, quoteLine) = (.quoted, line)
    case (.quoted, Self.quotationMark): state = .quote
    case (.quote, Self.quotationMark):
      state = .quoted
      try append(Self.quotationMark)
    case (.bare, Self.quotationMark):
      throw FileError(line: line, value: cell, reason: "a quote within a cell that does not begin with one")
    case (_, separator): try endCell()
    case _: throw FileError(line: line, value: cell, reason: "text after a closing quote")
    }
    return false
  }

  private var cell: String { String(decoding: record.bytes[cellStart...], as: UTF8.self) }

  private mutating func append(_ byte: UInt8) throws(FileError) {
    record.bytes.append(byte)
    try checkLength()
  }

  private mutating func append(_ bytes: Span<UInt8>) throws(FileError) {
    bytes.withUnsafeBufferPointer { record.bytes.append(contentsOf: $0) }
    try checkLength()
  }

  private mutating func checkLength() throws(FileError) {
    guard record.bytes.count - cellStart > Self.longestCell else { return }
    while counted < record.bytes.count {
      // Every byte but those that go on with a character.
      if record.bytes[counted] & 0xC0 != 0x80 {
        characters += 1
        if characters > Self.longestCell {
          record.bytes.removeSubrange(counted...)
          throw FileError(
            line: state == .quoted ? quoteLine : line, value: cell,
            reason: "a cell of more than \(Self.longestCell) characters; is a quote not closed?")
        }
      }
      counted += 1
    }
  }

  private mutating func endCell() throws(FileError) {
    guard record.count < Self.mostCells else {
      throw FileError(line: record.line, reason: "more than \(Self.mostCells) columns")
    }
    startCell()
  }

  private mutating func startCell() {
    record.ends.append(record.bytes.count)
    (cellStart, counted, characters, state) = (record.bytes.count, record.bytes.count, 0, .start)
  }

  private mutating func endRecord() -> Bool {
    guard !record.ends.isEmpty || record.bytes.count > cellStart || state != .start else {
      record.line = line + 1
      return false
    }
    startCell()
    isComplete = true
    return true
  }

  private mutating func startRecord() {
    guard isComplete else { return }
    isComplete = false
    record.bytes.removeAll(keepingCapacity: true)
    record.ends.removeAll(keepingCapacity: true)
    (record.line, cellStart, counted) = (line, 0, 0)
  }
}
