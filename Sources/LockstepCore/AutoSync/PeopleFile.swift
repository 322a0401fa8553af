/// What a people file turned out to be: read without an error, or everything that is wrong with it (AUTO-5). A row with an
/// error is never one that is absent: if a file is refused, none of its rows counts.
public enum PeopleFile: Hashable, Sendable {
  case read(Shape)
  /// In the order of the file; ``PeopleReader/mostErrors``, then the number of the others (line 0, so it comes first).
  case refused([FileError])

  /// What later runs compare with (AUTO-6).
  public struct Shape: Hashable, Sendable {
    /// Without the header.
    public let rowCount: Int
    public let hasHeader: Bool
    /// Whether the file has the column: its header names it, or its rows have one.
    public let hasSyncIDs: Bool
    public let endsWithLineEnd: Bool
    /// `UTF-8`, `UTF-16` or `Windows-1252`.
    public let encoding: String
    /// `,`, `;` or a tab.
    public let separator: Unicode.Scalar

    public init(
      rowCount: Int, hasHeader: Bool, hasSyncIDs: Bool, endsWithLineEnd: Bool, encoding: String,
      separator: Unicode.Scalar
    ) {
      self.rowCount = rowCount
      self.hasHeader = hasHeader
      self.hasSyncIDs = hasSyncIDs
      self.endsWithLineEnd = endsWithLineEnd
      self.encoding = encoding
      self.separator = separator
    }
  }
}
