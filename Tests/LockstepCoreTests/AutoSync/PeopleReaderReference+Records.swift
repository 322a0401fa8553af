import Foundation
import LockstepCore

/// Characters to records.
struct CSVReference {
  struct Record {
    let line: Int
    let separator: Unicode.Scalar
    var cells: [String]
  }

  let scalars: [Unicode.Scalar]
  /// Whether nothing was cut off behind the scalars.
  let isWhole: Bool
  var separator: Unicode.Scalar = ","
  private var position = 0
  private var line = 1

  init(scalars: [Unicode.Scalar], isWhole: Bool) {
    (self.scalars, self.isWhole) = (scalars, isWhole)
    skipEmptyLines()
  }

  /// Of the next record.
  var firstLine: Int { line }

  static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\r" }

  /// CR LF is one.
  static func lineEnds(_ scalars: [Unicode.Scalar]) -> Int {
    scalars.indices.count {
      scalars[$0] == "\r" || scalars[$0] == "\n" && ($0 == 0 || scalars[$0 - 1] != "\r")
    }
  }

  /// Nil at the end, and in a record that is not whole.
  mutating func next() throws(FileError) -> Record? {
    skipEmptyLines()
    guard position < scalars.count else { return nil }
    var record = Record(line: line, separator: separator, cells: [])
    while true {
      guard let cell = try nextCell() else { return nil }
      record.cells.append(cell)
      if position < scalars.count, scalars[position] == separator {
        guard record.cells.count <= 32 else { throw FileError(line: record.line, reason: "more than 32 columns") }
        position += 1
        continue
      }
      guard position < scalars.count || isWhole else { return nil }
      skipLineEnd()
      return record
    }
  }

  private mutating func nextCell() throws(FileError) -> String? {
    var cell = String.UnicodeScalarView()
    let quoteLine = line
    let isQuoted = position < scalars.count && scalars[position] == "\""
    if isQuoted { position += 1 }
    while true {
      guard position < scalars.count else {
        if isQuoted, isWhole { throw FileError(line: quoteLine, reason: "a quote that is nowhere closed") }
        return isWhole ? String(cell) : nil
      }
      let scalar = scalars[position]
      var taken = scalar
      if isQuoted, scalar == "\"" {
        position += 1
        guard position < scalars.count else { return isWhole ? String(cell) : nil }
        let after = scalars[position]
        if after == separator || Self.isLineEnd(after) { return String(cell) }
        guard after == "\"" else {
          throw FileError(line: line, value: String(cell), reason: "text after a closing quote")
        }
        position += 1
      } else if isQuoted, Self.isLineEnd(scalar) {
        skipLineEnd()
        taken = "\n"
      } else if !isQuoted, scalar == separator || Self.isLineEnd(scalar) {
        return String(cell)
      } else if !isQuoted, scalar == "\"" {
        throw FileError(
          line: line, value: String(cell), reason: "a quote within a cell that does not begin with one")
      } else {
        position += 1
      }
      guard cell.count < 4096 else {
        throw FileError(
          line: quoteLine, value: String(cell),
          reason: "a cell of more than 4096 characters; is a quote not closed?")
      }
      cell.append(taken)
    }
  }

  private mutating func skipEmptyLines() {
    while position < scalars.count, Self.isLineEnd(scalars[position]) { skipLineEnd() }
  }

  private mutating func skipLineEnd() {
    guard position < scalars.count else { return }
    let isReturn = scalars[position] == "\r"
    (position, line) = (position + 1, line + 1)
    if isReturn, position < scalars.count, scalars[position] == "\n" { position += 1 }
  }
}

/// Records to people.
struct PersonRowsReference {
  private(set) var rows: [PersonRow] = []
  private(set) var hasHeader = false
  private(set) var hasSyncIDs = false
  private var errors: [FileError] = []
  private var width: Int?
  private var emptySyncIDs: [Int] = []
  private var lines: [PersonColumn: [String: Int]] = [:]

  /// A file of a test has fewer errors than the reader keeps.
  var allErrors: [FileError] {
    errors + (hasSyncIDs ? emptySyncIDs.map { FileError(line: $0, column: .syncID, reason: "it is empty") } : [])
  }

  static func fits(_ cells: [String]) -> Bool {
    cells.count == 4 || cells.count == 5 || cells.count == 6 && cells[5].isEmpty
  }

  static func unfit(line: Int, columns: Int) -> FileError {
    FileError(
      line: line, reason: "4 or 5 columns are expected, separated by comma, semicolon or tab; found \(columns)")
  }

  mutating func add(_ record: CSVReference.Record) throws(FileError) {
    let cells = record.cells
    guard let width else {
      guard Self.fits(cells) else { throw Self.unfit(line: record.line, columns: cells.count) }
      width = cells.count
      hasHeader =
        ![2, 3].contains { cells[$0].allSatisfy(\.isWhitespace) } && !cells[2].unicodeScalars.contains("@")
        && cells[3].unicodeScalars.allSatisfy { $0.properties.numericType == nil }
      if !hasHeader { addPerson(record.line, cells) }
      if hasHeader, cells.count > 4, !cells[4].allSatisfy(\.isWhitespace) { hasSyncIDs = true }
      return
    }
    guard cells.count == width else {
      let reason = "\(width) columns are expected as in the first line, found \(cells.count)"
      return errors.append(FileError(line: record.line, reason: reason))
    }
    addPerson(record.line, cells)
  }

  private mutating func addPerson(_ line: Int, _ cells: [String]) {
    func fail(_ column: PersonColumn?, _ value: String, _ reason: String) {
      errors.append(FileError(line: line, column: column, value: value, reason: reason))
    }
    if cells.count == 6, !cells[5].allSatisfy(\.isWhitespace) {
      fail(nil, cells[5], "5 columns are expected, and a sixth that is empty")
    }
    let texts = PersonColumn.allCases.filter { $0 != .id && $0.rawValue < cells.count }.map { column in
      let words = cells[column.rawValue].split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let text = words.precomposedStringWithCanonicalMapping
      if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
        fail(column, words, "no control characters are allowed")
        return nil as String?
      } else if text.count > 200 {
        fail(column, words, "at most 200 characters are allowed")
        return nil
      }
      return text
    }
    if texts[0] == "", texts[1] == "" { fail(.lastName, "", "a first or last name is expected, both are empty") }
    if let email = texts[2] {
      let parts = email.unicodeScalars.split(separator: "@", omittingEmptySubsequences: false)
      if email.isEmpty {
        fail(.email, "", "it is empty")
      } else if parts.count != 2 || parts.contains(where: \.isEmpty) || email.utf8.count > 254
        || email.hasPrefix("-")
        || email.unicodeScalars.contains(where: {
          " <>,;:\"()[]\\".unicodeScalars.contains($0) || $0.properties.generalCategory == .format
        })
      {
        fail(.email, email, "one e-mail address is expected")
      }
      refuseSecond(line, .email, email.lowercased(), shown: email)
    }
    let id = cells[3].trimmingCharacters(in: .whitespacesAndNewlines)
    var number: CardNumber?
    do {
      if id.isEmpty { fail(.id, "", "it is empty") } else { number = try CardNumber(text: id) }
    } catch {
      fail(.id, id, "\(error.limit) are expected")
    }
    refuseSecond(line, .id, number?.decimal ?? "", shown: id)
    var syncID: String?
    if cells.count > 4 {
      syncID = texts[3] == "" ? nil : texts[3]
      if texts[3] == "" { emptySyncIDs.append(line) } else { hasSyncIDs = true }
      refuseSecond(line, .syncID, syncID ?? "", shown: syncID ?? "")
    }
    guard errors.isEmpty, let number, let first = texts[0], let last = texts[1], let email = texts[2] else { return }
    rows.append(
      PersonRow(
        line: line, firstName: first, lastName: last, email: email, id: id, number: number, syncID: syncID))
  }

  private mutating func refuseSecond(_ line: Int, _ column: PersonColumn, _ value: String, shown: String) {
    guard !value.isEmpty else { return }
    if let earlier = lines[column]?[value] {
      errors.append(
        FileError(line: line, column: column, value: shown, reason: "the same as on line \(earlier)"))
    } else {
      lines[column, default: [:]][value] = line
    }
  }
}
