/// Reads a people file piece by piece (AUTO-1): bytes go in, rows or errors come out. No row is kept: memory grows by
/// about 50 bytes a row, to know the second of two that are the same.
///
/// A value: nothing is opened or waited for here.
public struct PeopleReader {
  /// More errors than these are counted, not kept.
  public static let mostErrors = 10_000

  private var encoded = FileText()
  private var text: PeopleText

  /// - Parameter key: of the hashes that equal values are known by. The result does not depend on it; who writes the file
  ///   must not know it.
  public init(key: SipHash.Key = SipHash.randomKey()) { text = PeopleText(key: key) }

  /// - Parameters:
  ///   - bytes: the next ones of the file, as many as are at hand.
  ///   - row: is given every row that is complete, in the order of the file, up to the first error. **They count only if
  ///     ``finish(row:)`` says ``PeopleFile/read(_:)``**: drop them if it does not. Nor does a row tell whether the file
  ///     has Sync IDs: ``PeopleFile/Shape/hasSyncIDs`` does.
  public mutating func read(_ bytes: some Collection<UInt8>, row: (PersonRow) -> Void) {
    let isDone: Void? = bytes.withContiguousStorageIfAvailable { read($0.span, row: row) }
    if isDone == nil { read(Array(bytes).span, row: row) }
  }

  /// The same, of bytes that the caller keeps.
  public mutating func read(_ bytes: Span<UInt8>, row: (PersonRow) -> Void) {
    guard text.failure == nil else { return }
    do throws(FileText.Malformed) {
      try encoded.read(bytes) { text.read($0, row) }
    } catch {
      text.fail(error)
    }
  }

  /// The end of the file.
  ///
  /// - Parameter row: is given the last row, if no line end stands behind it.
  public mutating func finish(row: (PersonRow) -> Void) -> PeopleFile {
    if text.failure == nil {
      do throws(FileText.Malformed) {
        try encoded.finish { text.read($0, row) }
      } catch {
        text.fail(error)
      }
    }
    let errors = text.finish(row)
    guard errors.isEmpty else { return .refused(errors) }
    return .read(
      PeopleFile.Shape(
        rowCount: text.rows.count, hasHeader: text.rows.hasHeader, hasSyncIDs: text.rows.hasSyncIDs,
        endsWithLineEnd: text.endsWithLineEnd, encoding: encoded.name, separator: Unicode.Scalar(text.separator)))
  }
}
