/// A people file that was read without an error, or everything that is wrong with it (AUTO-5). A row with an error is
/// never one that is absent: a file with errors has no rows at all.
public enum PeopleFile: Hashable, Sendable {
  case read(People)
  /// In the order of the file; ``PeopleReader/mostErrors`` at most, then one that says so.
  case refused([FileError])

  /// The rows, and what later runs compare with (AUTO-6).
  public struct People: Hashable, Sendable {
    public let rows: [PersonRow]
    public let hasHeader: Bool
    public let hasSyncIDs: Bool
    public let endsWithLineEnd: Bool
    /// `UTF-8`, `UTF-16` or `Windows-1252`.
    public let encoding: String
    /// `,`, `;` or a tab.
    public let separator: Unicode.Scalar
  }
}
