/// Sets the rows of a file against the roster, one by one: who is unchanged, who is not, who is new, who is missing. Only
/// rows in which something is new are kept.
public struct RowMatching {
  private let roster: Roster
  private let hash: RowHash
  private var seen: [Bool]
  /// Of each row.
  private var marks: [UInt64] = []
  private var unchanged: [Matched.Unchanged] = []
  private var changed: [Matched.Changed] = []
  private var unknown: [PersonRow] = []

  public init(roster: Roster, hash: RowHash) {
    (self.roster, self.hash) = (roster, hash)
    seen = Array(repeating: false, count: roster.entries.count)
  }

  public mutating func add(_ row: PersonRow) {
    let (email, content) = (hash.email(row.email), hash.content(row))
    let syncID = row.syncID.map(hash.syncID)
    marks.append(hash.mark(after: marks.last ?? 0, content: content, key: syncID ?? email))
    // A person who is found a second time, by another key, is not the same: the row is somebody new.
    guard let index = roster.index(email: email, syncID: syncID), !seen[index] else { return unknown.append(row) }
    seen[index] = true
    let entry = roster.entries[index]
    if entry.content == content, syncID == nil || syncID == entry.syncID {
      unchanged.append(Matched.Unchanged(line: Int32(clamping: row.line), entry: Int32(index)))
    } else {
      changed.append(Matched.Changed(row: row, user: entry.user))
    }
  }

  public consuming func finish() -> Matched {
    let missing = roster.entries.indices.filter { !seen[$0] }.map { roster.entries[$0].user }
    return Matched(
      roster: roster, unchanged: unchanged, changed: changed, unknown: unknown, missing: missing.sorted(), marks: marks)
  }
}

/// What the rows of a file are to the people that a project manages.
public struct Matched: Sendable {
  public struct Unchanged: Sendable {
    public let line: Int32
    let entry: Int32
  }

  public struct Changed: Sendable {
    public let row: PersonRow
    public let user: UserID
  }

  let roster: Roster
  /// In the order of the file, as the next two.
  public let unchanged: [Unchanged]
  public let changed: [Changed]
  public let unknown: [PersonRow]
  /// Managed, and not in the file.
  public let missing: [UserID]
  /// One for each row; the last one stands for the whole file.
  public let marks: [UInt64]

  public var rowCount: Int { marks.count }
  public var managedCount: Int { roster.entries.count }

  public func user(of row: Unchanged) -> UserID { roster.entries[Int(row.entry)].user }

  /// Whether the file is a proper beginning of an earlier one (AUTO-6). Where the earlier one had no line end behind its
  /// last row, the file may have been cut within a row, which then looks like another person's.
  public func isBeginning(of earlier: AcceptedFile?) -> Bool {
    guard let earlier else { return false }
    guard let last = marks.indices.last else { return !earlier.marks.isEmpty }
    guard marks.count <= earlier.marks.count else { return false }
    if marks[last] == earlier.marks[last] { return marks.count < earlier.marks.count }
    return isCutWithin(earlier)
  }

  /// Whether only the last row differs from an earlier file that had no line end behind its own.
  private func isCutWithin(_ earlier: AcceptedFile) -> Bool {
    guard let last = marks.indices.last, !earlier.endsWithLineEnd, marks.count <= earlier.marks.count else {
      return false
    }
    return marks[last] != earlier.marks[last] && (last == 0 || marks[last - 1] == earlier.marks[last - 1])
  }

  /// Whose row may have been cut off: the last one of such a file, where it says something new of somebody.
  func cutRow(after earlier: AcceptedFile?) -> UserID? {
    guard let earlier, isCutWithin(earlier), let row = changed.last, row.row.line > unchanged.last?.line ?? 0,
      row.row.line > unknown.last?.line ?? 0
    else { return nil }
    return row.user
  }
}
