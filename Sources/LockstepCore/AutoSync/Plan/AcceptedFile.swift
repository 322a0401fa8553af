/// What later files of a project are compared with (AUTO-6).
public struct AcceptedFile: Hashable, Sendable {
  public let hasSyncIDs: Bool
  public let endsWithLineEnd: Bool
  /// One for each row, see ``RowHash``.
  public let marks: [UInt64]

  public init(hasSyncIDs: Bool, endsWithLineEnd: Bool, marks: [UInt64]) {
    self.hasSyncIDs = hasSyncIDs
    self.endsWithLineEnd = endsWithLineEnd
    self.marks = marks
  }

  /// Why a file that was read without an error is refused as a whole; nil if it is not.
  ///
  /// - Parameter earlier: the last accepted one of the project; nil for the first.
  public static func refusal(of shape: PeopleFile.Shape, after earlier: AcceptedFile?) -> String? {
    if shape.rowCount == 0 { return "the file has no person: nobody is deleted by an empty file" }
    guard let earlier else { return nil }
    if earlier.endsWithLineEnd, !shape.endsWithLineEnd {
      return "the last line has no line end, where the last accepted file had one: the file looks cut off"
    }
    if earlier.hasSyncIDs, !shape.hasSyncIDs {
      return "there are 4 columns, where the last accepted file had 5: the Sync ID is missing"
    }
    return nil
  }
}
