/// Finds the separator of a people file: every one is tried on the first record until one cuts it into as many columns as
/// a people file has, or Excel's first line `sep=;` says it.
struct SeparatorChoice {
  private static let separators = [",", ";", "\t"].map(UInt8.init(ascii:))

  /// What was read, without the empty lines before it.
  private(set) var beginning: [UInt8] = []
  private var probes: [Probe] = []
  /// Of `beginning`.
  private var firstLine = 1
  private var lastWasCR = false

  /// The line that is being read.
  var line: Int { probes.map(\.records.line).max() ?? firstLine }

  mutating func read(_ bytes: Span<UInt8>) {
    var start = 0
    if beginning.isEmpty {
      while start < bytes.count, skipLineEnd(bytes[start]) { start += 1 }
      guard start < bytes.count else { return }
      probes = Self.separators.map { Probe(records: CSVRecords(separator: $0, line: firstLine)) }
    }
    let rest = bytes.extracting(start..<bytes.count)
    rest.withUnsafeBufferPointer { beginning.append(contentsOf: $0) }
    for index in probes.indices { probes[index].read(rest) }
  }

  mutating func finish() { for index in probes.indices { probes[index].finish() } }

  /// - Returns: the records of ``beginning`` and what follows, and whether the first is no row but names the separator;
  ///   nil as long as nothing can be said.
  /// - Throws: if the first record is of no people file.
  func chosen() throws(FileError) -> (records: CSVRecords, isNamed: Bool)? {
    guard !probes.isEmpty, probes.allSatisfy(\.isDone) else { return nil }
    if let named { return (CSVRecords(separator: named, line: firstLine), true) }
    if let probe = probes.first(where: \.fits) {
      return (CSVRecords(separator: probe.records.separator, line: firstLine), false)
    }
    let columns = probes.compactMap(\.columns).max() ?? 0
    if columns <= 1, let failure = probes.compactMap(\.failure).first { throw failure }
    throw Self.refusal(line: firstLine, columns: columns)
  }

  /// Whether a first record of so many cells can be of a people file.
  static func fits(_ record: CSVRecord) -> Bool {
    (4...5).contains(record.count) || record.count == 6 && record.range(5).isEmpty
  }

  static func refusal(line: Int, columns: Int) -> FileError {
    FileError(
      line: line, reason: "4 or 5 columns are expected, separated by comma, semicolon or tab; found \(columns)")
  }

  /// The separator of a first line `sep=;`.
  private var named: UInt8? {
    let line = beginning.prefix { $0 != CSVRecords.lineFeed && $0 != CSVRecords.carriageReturn }
    guard line.count == 5, String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep=" else { return nil }
    return line.last.flatMap { Self.separators.contains($0) ? $0 : nil }
  }

  private mutating func skipLineEnd(_ byte: UInt8) -> Bool {
    guard byte == CSVRecords.lineFeed || byte == CSVRecords.carriageReturn else { return false }
    if byte == CSVRecords.carriageReturn || !lastWasCR { firstLine += 1 }
    lastWasCR = byte == CSVRecords.carriageReturn
    return true
  }

  /// Tries one separator.
  private struct Probe {
    private(set) var records: CSVRecords
    private(set) var columns: Int?
    private(set) var failure: FileError?
    private(set) var isDone = false

    init(records: CSVRecords) { self.records = records }

    var fits: Bool { columns != nil && SeparatorChoice.fits(records.record) }

    mutating func read(_ bytes: Span<UInt8>) {
      guard !isDone else { return }
      do throws(FileError) {
        var position = 0
        if try records.next(bytes, from: &position) { (columns, isDone) = (records.record.count, true) }
      } catch {
        (failure, isDone) = (error, true)
      }
    }

    mutating func finish() {
      guard !isDone else { return }
      do throws(FileError) {
        if try records.finish() { columns = records.record.count }
      } catch {
        failure = error
      }
      isDone = true
    }
  }
}
