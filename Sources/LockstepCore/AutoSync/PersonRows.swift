import Foundation

/// Makes people of records, and keeps what is wrong with each. No cell is read twice.
struct PersonRows {
  private(set) var rows: [PersonRow] = []
  private(set) var hasHeader = false
  private(set) var hasSyncIDs = false
  private var errors: [FileError] = []
  private var errorCount = 0
  /// How many cells each record has; the first record says it.
  private var width: Int?
  /// Lines whose fifth cell is empty: errors if another line has one, no column at all if none has.
  private var withoutSyncID: [Int] = []
  private var lines: [PersonColumn: [String: Int]] = [:]

  /// The longest text of a cell that people are known by.
  static let longest = 200

  mutating func add(_ record: CSVRecords.Record) {
    guard let width else {
      width = record.cells.count
      hasHeader = Self.isHeader(record.cells)
      if record.cells.count >= 5, hasHeader, !Self.isBlank(record.cells[4]) { hasSyncIDs = true }
      if !hasHeader { addPerson(record) }
      return
    }
    guard record.cells.count == width else {
      return fail(
        record.line, nil, "", "\(width) columns are expected as in the first line, found \(record.cells.count)")
    }
    addPerson(record)
  }

  /// - Returns: every error.
  mutating func finish() -> [FileError] {
    if hasSyncIDs {
      for line in withoutSyncID { fail(line, .syncID, "", "it is empty") }
    }
    withoutSyncID = []
    if errorCount > errors.count {
      errors.append(FileError(line: 0, reason: "\(errorCount - errors.count) more errors"))
    }
    return errors
  }

  /// The first line is one if its third cell has no `@` and its fourth no digit (AUTO-1).
  private static func isHeader(_ cells: [String]) -> Bool {
    cells.count >= 4 && !cells[2].contains("@")
      && !cells[3].unicodeScalars.contains { $0.properties.numericType != nil }
  }

  private static func isBlank(_ cell: String) -> Bool { cell.allSatisfy(\.isWhitespace) }

  private mutating func addPerson(_ record: CSVRecords.Record) {
    let before = errorCount
    let (cells, line) = (record.cells, record.line)
    if cells.count == 6, !Self.isBlank(cells[5]) {
      fail(line, nil, cells[5], "5 columns are expected, and a sixth that is empty")
    }
    let firstName = text(cells[0], .firstName, line)
    let lastName = text(cells[1], .lastName, line)
    if firstName == "", lastName == "" { fail(line, .lastName, "", "a first or last name is expected, both are empty") }
    let email = address(cells[2], line)
    let (id, number) = number(cells[3], line)
    var syncID: String?
    if cells.count >= 5 {
      let text = text(cells[4], .syncID, line) ?? ""
      if text.isEmpty { withoutSyncID.append(line) } else { (syncID, hasSyncIDs) = (text, true) }
    }
    refuseDuplicates(line, email: email, id: id, number: number, syncID: syncID)
    guard errorCount == before, let number else { return }
    rows.append(
      PersonRow(
        line: line, firstName: firstName ?? "", lastName: lastName ?? "", email: email, id: id, number: number,
        syncID: syncID))
  }

  /// NFC, trimmed; a line break or several spaces within are one space. Nil if it is wrong.
  private mutating func text(_ cell: String, _ column: PersonColumn, _ line: Int) -> String? {
    let words = cell.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    do {
      return try Text.trimmed(words, field: column.title, characters: Self.longest)
    } catch {
      fail(line, column, words, "\(error.limit) are allowed")
      return nil
    }
  }

  private mutating func address(_ cell: String, _ line: Int) -> String {
    let address = text(cell, .email, line) ?? ""
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    if address.isEmpty {
      fail(line, .email, "", "it is empty")
    } else if parts.count != 2 || parts.contains(where: \.isEmpty) || address.contains(" ") || address.utf8.count > 254
      || address.contains(where: { "<>,;:\"()[]\\".contains($0) })
    {
      fail(line, .email, address, "one e-mail address is expected")
    }
    return address
  }

  private mutating func number(_ cell: String, _ line: Int) -> (String, CardNumber?) {
    let id = cell.trimmingCharacters(in: .whitespacesAndNewlines)
    do {
      guard !id.isEmpty else {
        fail(line, .id, "", "it is empty")
        return (id, nil)
      }
      return (id, try CardNumber(text: id))
    } catch {
      fail(line, .id, id, "\(error.limit) are expected")
      return (id, nil)
    }
  }

  /// Two lines with one key, e-mail address or ID would be one person twice, or two persons with one phone.
  private mutating func refuseDuplicates(
    _ line: Int, email: String, id: String, number: CardNumber?, syncID: String?
  ) {
    refuseDuplicate(email.lowercased(), of: .email, shown: email, line)
    refuseDuplicate(number?.decimal ?? "", of: .id, shown: id, line)
    refuseDuplicate(syncID ?? "", of: .syncID, shown: syncID ?? "", line)
  }

  private mutating func refuseDuplicate(_ value: String, of column: PersonColumn, shown: String, _ line: Int) {
    guard !value.isEmpty else { return }
    if let earlier = lines[column]?[value] {
      fail(line, column, shown, "the same as on line \(earlier)")
    } else {
      lines[column, default: [:]][value] = line
    }
  }

  private mutating func fail(_ line: Int, _ column: PersonColumn?, _ value: String, _ reason: String) {
    errorCount += 1
    guard errors.count < PeopleReader.mostErrors else { return }
    errors.append(FileError(line: line, column: column, value: value, reason: reason))
  }
}
