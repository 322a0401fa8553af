import Foundation

/// Makes people of records, and keeps what is wrong with each.
struct PersonRows {
  /// Without the header.
  private(set) var count = 0
  private(set) var hasHeader = false
  private(set) var hasSyncIDs = false
  private var errors: [FileError] = []
  private var errorCount = 0
  /// How many cells each record has; the first record says it.
  private var width: Int?
  /// Lines whose fifth cell is empty: errors if another line has one, no column at all if none has.
  private var withoutSyncID: [Int] = []
  private var withoutSyncIDCount = 0
  private let key: SipHash.Key
  private var firstLines = FirstLines()

  /// The longest text of a cell that people are known by.
  static let longest = 200

  init(key: SipHash.Key) { self.key = key }

  /// - Throws: if the first record is of no people file.
  mutating func add(_ record: CSVRecord, _ row: (PersonRow) -> Void) throws(FileError) {
    guard let width else {
      guard SeparatorChoice.fits(record) else {
        throw SeparatorChoice.refusal(line: record.line, columns: record.count)
      }
      width = record.count
      hasHeader = Self.isHeader(record)
      if record.count >= 5, hasHeader, !record.isBlank(4) { hasSyncIDs = true }
      if !hasHeader { addPerson(record, row) }
      return
    }
    guard record.count == width else {
      return fail(record.line, nil, "", "\(width) columns are expected as in the first line, found \(record.count)")
    }
    addPerson(record, row)
  }

  /// - Returns: every error.
  mutating func finish() -> [FileError] {
    if hasSyncIDs {
      for line in withoutSyncID { fail(line, .syncID, "", "it is empty") }
      errorCount += withoutSyncIDCount - withoutSyncID.count
    }
    (withoutSyncID, withoutSyncIDCount) = ([], 0)
    if errorCount > errors.count {
      errors.append(FileError(line: 0, reason: "\(errorCount - errors.count) more errors"))
    }
    return errors
  }

  /// The first line is one if its third cell has no `@` and its fourth no digit (AUTO-1). A header names both: where one is
  /// empty the line is somebody whose address or ID is missing, who must not be passed over and then be missing.
  private static func isHeader(_ record: CSVRecord) -> Bool {
    !record.isBlank(2) && !record.isBlank(3) && !record.text(2).unicodeScalars.contains("@")
      && !record.text(3).unicodeScalars.contains { $0.properties.numericType != nil }
  }

  private mutating func addPerson(_ record: CSVRecord, _ row: (PersonRow) -> Void) {
    let line = record.line
    count += 1
    if record.count == 6, !record.isBlank(5) {
      fail(line, nil, record.text(5), "5 columns are expected, and a sixth that is empty")
    }
    let firstName = text(record, .firstName)
    let lastName = text(record, .lastName)
    if firstName == "", lastName == "" { fail(line, .lastName, "", "a first or last name is expected, both are empty") }
    let email = address(record)
    let (id, number) = number(record)
    var syncID: String?
    if record.count >= 5 {
      syncID = text(record, .syncID)
      if syncID == "" {
        syncID = nil
        withoutSyncIDCount += 1
        if withoutSyncID.count < PeopleReader.mostErrors { withoutSyncID.append(line) }
      } else {
        hasSyncIDs = true
      }
    }
    // Two lines with one of these would be one person twice, or two persons with one phone.
    if !email.isEmpty { refuseDuplicate(email.lowercased().utf8, of: .email, shown: email, line) }
    if let number { refuseDuplicate(number.bytes, of: .id, shown: id, line) }
    if let syncID { refuseDuplicate(syncID.utf8, of: .syncID, shown: syncID, line) }
    guard errorCount == 0, let firstName, let lastName, let number else { return }
    row(
      PersonRow(
        line: line, firstName: firstName, lastName: lastName, email: email, id: id, number: number,
        syncID: syncID))
  }

  /// NFC, trimmed; a line break or several spaces within are one space. Nil if it is wrong.
  private mutating func text(_ record: CSVRecord, _ column: PersonColumn) -> String? {
    let range = record.range(column.rawValue)
    if range.count <= Self.longest, PlainText.isPlain(record.bytes.span.extracting(range)) {
      return record.text(column.rawValue)
    }
    let words = record.text(column.rawValue).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    do {
      return try Text.trimmed(words, field: column.title, characters: Self.longest)
    } catch {
      fail(record.line, column, words, "\(error.limit) are allowed")
      return nil
    }
  }

  private mutating func address(_ record: CSVRecord) -> String {
    guard let address = text(record, .email) else { return "" }
    if address.isEmpty {
      fail(record.line, .email, "", "it is empty")
    } else if !MailAddress.isOne(address) {
      fail(record.line, .email, address, "one e-mail address is expected")
    }
    return address
  }

  private mutating func number(_ record: CSVRecord) -> (String, CardNumber?) {
    let index = PersonColumn.id.rawValue
    var id = record.text(index)
    if !PlainText.isPlain(record.bytes.span.extracting(record.range(index))) {
      id = id.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    do {
      guard !id.isEmpty else {
        fail(record.line, .id, "", "it is empty")
        return (id, nil)
      }
      return (id, try CardNumber(text: id))
    } catch {
      fail(record.line, .id, id, "\(error.limit) are expected")
      return (id, nil)
    }
  }

  private mutating func refuseDuplicate(
    _ value: some Collection<UInt8>, of column: PersonColumn, shown: String, _ line: Int
  ) {
    var hash = SipHash(key: key)
    hash.combine(value)
    hash.combine(UInt8(column.rawValue))
    if let earlier = firstLines.remember(hash.finish(), line: line) {
      fail(line, column, shown, "the same as on line \(earlier)")
    }
  }

  private mutating func fail(_ line: Int, _ column: PersonColumn?, _ value: String, _ reason: String) {
    errorCount += 1
    guard errors.count < PeopleReader.mostErrors else { return }
    errors.append(FileError(line: line, column: column, value: value, reason: reason))
  }
}
