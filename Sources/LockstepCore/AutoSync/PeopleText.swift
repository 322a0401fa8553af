/// Reads a people file that is UTF-8 already.
struct PeopleText {
  private var choice = SeparatorChoice()
  private var records: CSVRecords?
  private var separatorIsNamed = false
  private(set) var rows: PersonRows
  /// What ended the reading: what comes after the first place that cannot be read has no meaning.
  private(set) var failure: FileError?

  init(key: SipHash.Key) { rows = PersonRows(key: key) }

  /// `,` if the file has no record.
  var separator: UInt8 { records?.separator ?? UInt8(ascii: ",") }

  var endsWithLineEnd: Bool { records?.isAtLineEnd ?? true }

  /// - Parameter bytes: whole characters.
  mutating func read(_ bytes: Span<UInt8>, _ row: (PersonRow) -> Void) {
    guard failure == nil else { return }
    do throws(FileError) {
      guard records == nil else { return try cut(bytes, row) }
      choice.read(bytes)
      try startRecords(row)
    } catch {
      failure = error
    }
  }

  /// At this place is no text.
  mutating func fail(_ malformed: FileText.Malformed) {
    guard failure == nil else { return }
    failure = FileError(line: records?.line ?? choice.line, reason: malformed.reason)
  }

  /// - Returns: every error, in the order of the file.
  mutating func finish(_ row: (PersonRow) -> Void) -> [FileError] {
    if failure == nil {
      do throws(FileError) {
        if records == nil {
          choice.finish()
          try startRecords(row)
        }
        if try records?.finish() == true, let record = records?.record { try add(record, row) }
      } catch {
        failure = error
      }
    }
    return (rows.finish() + (failure.map { [$0] } ?? [])).sorted(by: FileError.isBefore)
  }

  /// Once the separator is known, everything is read anew from the beginning.
  private mutating func startRecords(_ row: (PersonRow) -> Void) throws(FileError) {
    guard let chosen = try choice.chosen() else { return }
    (records, separatorIsNamed) = chosen
    let beginning = choice.beginning
    choice = SeparatorChoice()
    try cut(beginning.span, row)
  }

  private mutating func cut(_ bytes: Span<UInt8>, _ row: (PersonRow) -> Void) throws(FileError) {
    var position = 0
    while try records?.next(bytes, from: &position) == true {
      if let record = records?.record { try add(record, row) }
    }
  }

  private mutating func add(_ record: CSVRecord, _ row: (PersonRow) -> Void) throws(FileError) {
    // The first line said which separator it is, and nothing else.
    guard !separatorIsNamed else { return separatorIsNamed = false }
    try rows.add(record, row)
  }
}
