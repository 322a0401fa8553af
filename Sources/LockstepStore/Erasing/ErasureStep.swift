/// What there is to do for those who are being erased.
public enum ErasureStep: Hashable, Sendable {
  /// A part was done; another one follows.
  case more
  /// The log of the database is to be emptied (``Store/emptyLog(in:)``) for erasures up to this number.
  case emptyLog(through: Int64)
  /// Nothing now: nobody is being erased, or devices have to confirm it.
  case none
}
