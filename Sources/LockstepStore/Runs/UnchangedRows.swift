import LockstepCore

/// Rows of a run in which nothing changed, as they are kept: neighbours of the file whose user IDs are neighbours too, as
/// most are, stand in one line. A run an hour with everybody in it would otherwise fill the disk.
///
/// A line is `~`, the line of the first row, its user, and how many follow one another, with tabs between them.
struct UnchangedRows {
  private(set) var text = ""
  private(set) var count = 0
  private var first: (line: Int, user: String, number: UInt64?) = (0, "", nil)
  private var length: UInt64 = 0

  mutating func add(line: Int, user: String) {
    count += 1
    let number = UInt64(user)
    if let start = first.number, length > 0, number == start &+ length, line == first.line + Int(length) {
      return length += 1
    }
    end()
    (first, length) = ((line, user, number), 1)
  }

  /// After the last one.
  mutating func end() {
    guard length > 0 else { return }
    text += "\(text.isEmpty ? "" : "\n")~\(first.line)\t\(first.user)\t\(length)"
    length = 0
  }

  /// Whether a stored line is one of them.
  static func hasRows(_ line: Substring) -> Bool { line.utf8.first == UInt8(ascii: "~") }

  /// The same rows, without the user in the one that is theirs.
  ///
  /// - Parameter stored: a line.
  static func without(_ user: String, in stored: Substring) -> String {
    let fields = stored.dropFirst().split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count == 3, let line = Int(fields[0]), let length = UInt64(fields[2]), length > 0 else {
      return String(stored)
    }
    if fields[1] == user, length == 1 { return "~\(line)\t\t1" }
    guard let first = UInt64(fields[1]), let gone = UInt64(user), gone >= first, gone - first < length,
      "\(gone)" == user
    else { return String(stored) }
    let (before, after) = (gone - first, length - (gone - first) - 1)
    var lines = ["~\(line + Int(before))\t\t1"]
    if before > 0 { lines.insert("~\(line)\t\(first)\t\(before)", at: 0) }
    if after > 0 { lines.append("~\(line + Int(before) + 1)\t\(gone + 1)\t\(after)") }
    return lines.joined(separator: "\n")
  }

  /// - Parameter stored: a line.
  static func rows(_ stored: Substring) -> [RunRow] {
    let fields = stored.dropFirst().split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count == 3, let line = Int(fields[0]), let length = UInt64(fields[2]), length > 0 else { return [] }
    let number = UInt64(fields[1])
    return (0..<length).map { index in
      RunRow(
        line: line + Int(index), user: index == 0 ? String(fields[1]) : number.map { "\($0 &+ index)" } ?? "", name: "",
        situation: Situation.unchanged.rawValue, action: PlanAction.none.name, result: "none", note: "")
    }
  }
}
