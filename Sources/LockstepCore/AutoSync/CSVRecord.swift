/// The cells of one record, in UTF-8.
struct CSVRecord {
  /// The line on which it begins; the first is 1.
  var line = 1
  /// All cells, one after the other.
  var bytes: [UInt8] = []
  /// Where each cell ends.
  var ends: [Int] = []

  var count: Int { ends.count }

  func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  func text(_ index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

  func isBlank(_ index: Int) -> Bool { text(index).allSatisfy(\.isWhitespace) }
}
