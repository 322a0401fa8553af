/// Reads a people file piece by piece (AUTO-1): bytes go in, rows or errors come out. Memory grows with the rows only.
///
/// A value: nothing is read, opened or waited for here.
public struct PeopleReader {
  /// More errors than these are counted, not kept.
  public static let mostErrors = 10_000

  private static let separators: [Unicode.Scalar] = [",", ";", "\t"]

  private var text = FileText()
  private var decoded: [Unicode.Scalar] = []
  /// The characters of the first record, until it tells the separator.
  private var first: [Unicode.Scalar] = []
  private var probes = separators.map { SeparatorProbe(separator: $0) }
  private var records: CSVRecords?
  private var rows = PersonRows()
  /// What ended the reading.
  private var failure: FileError?

  public init() {}

  /// - Parameter bytes: the next ones of the file, as many as are at hand.
  public mutating func read(_ bytes: some Sequence<UInt8>) {
    var malformed: FileText.Malformed?
    do throws(FileText.Malformed) {
      for byte in bytes { try text.read(byte) { decoded.append($0) } }
    } catch {
      malformed = error
    }
    takeDecoded(before: malformed)
  }

  /// The end of the file.
  public mutating func finish() -> PeopleFile {
    var malformed: FileText.Malformed?
    do throws(FileText.Malformed) {
      try text.finish { decoded.append($0) }
    } catch {
      malformed = error
    }
    takeDecoded(before: malformed)
    if failure == nil {
      do throws(FileError) {
        try chooseSeparator(isEnd: true)
        if let last = try records?.finish() { rows.add(last) }
      } catch {
        failure = error
      }
    }
    var errors = rows.finish()
    if let failure { errors.append(failure) }
    guard errors.isEmpty else { return .refused(errors.inOrder(atMost: Self.mostErrors)) }
    return .read(
      PeopleFile.People(
        rows: rows.rows, hasHeader: rows.hasHeader, hasSyncIDs: rows.hasSyncIDs,
        endsWithLineEnd: records?.isAtLineEnd ?? true, encoding: text.name, separator: records?.separator ?? ","))
  }

  /// What comes after the first place that cannot be read has no meaning.
  private mutating func takeDecoded(before malformed: FileText.Malformed?) {
    let scalars = decoded
    decoded.removeAll(keepingCapacity: true)
    guard failure == nil else { return }
    do throws(FileError) {
      for scalar in scalars { try take(scalar) }
    } catch {
      failure = error
    }
    if failure == nil, let malformed { failure = FileError(line: records?.line ?? 1, reason: malformed.reason) }
  }

  private mutating func take(_ scalar: Unicode.Scalar) throws(FileError) {
    guard records == nil else {
      if let record = try records?.read(scalar) { rows.add(record) }
      return
    }
    first.append(scalar)
    for index in probes.indices { probes[index].read(scalar) }
    try chooseSeparator(isEnd: false)
  }

  /// Once every separator has seen a whole record, or failed: the one that cuts it into as many columns as a people file
  /// has.
  private mutating func chooseSeparator(isEnd: Bool) throws(FileError) {
    guard records == nil else { return }
    if isEnd { for index in probes.indices { probes[index].finish() } }
    guard probes.allSatisfy(\.isDone) else { return }
    guard let chosen = probes.first(where: \.fits) else {
      // An empty file has no rows; it is refused as such.
      guard probes.contains(where: { $0.columns != nil }) || probes.contains(where: { $0.failure != nil }) else {
        return
      }
      throw refusal()
    }
    records = CSVRecords(separator: chosen.separator)
    let scalars = first
    first = []
    for scalar in scalars { try take(scalar) }
  }

  private func refusal() -> FileError {
    let columns = probes.compactMap(\.columns).max() ?? 0
    if columns <= 1, let failure = probes.compactMap(\.failure).first { return failure }
    return FileError(
      line: probes.compactMap(\.line).min() ?? 1,
      reason: "4 or 5 columns are expected, separated by comma, semicolon or tab; found \(columns)")
  }
}

/// Tries one separator on the first record.
private struct SeparatorProbe {
  let separator: Unicode.Scalar
  private var records: CSVRecords
  private(set) var columns: Int?
  private(set) var line: Int?
  private(set) var failure: FileError?
  private(set) var isDone = false
  private(set) var fits = false

  init(separator: Unicode.Scalar) {
    self.separator = separator
    records = CSVRecords(separator: separator)
  }

  mutating func read(_ scalar: Unicode.Scalar) {
    guard !isDone else { return }
    do throws(FileError) {
      if let record = try records.read(scalar) { end(record) }
    } catch {
      (failure, isDone) = (error, true)
    }
  }

  mutating func finish() {
    guard !isDone else { return }
    do throws(FileError) {
      if let record = try records.finish() { end(record) }
    } catch {
      failure = error
    }
    isDone = true
  }

  private mutating func end(_ record: CSVRecords.Record) {
    (columns, line, isDone) = (record.cells.count, record.line, true)
    fits = (4...5).contains(record.cells.count) || record.cells.count == 6 && record.cells[5].isEmpty
  }
}

extension [FileError] {
  /// Sorted by line and column.
  fileprivate func inOrder(atMost most: Int) -> [FileError] {
    let sorted = sorted { ($0.line, $0.column?.rawValue ?? -1) < ($1.line, $1.column?.rawValue ?? -1) }
    return Array(sorted.prefix(most + 1))
  }
}
