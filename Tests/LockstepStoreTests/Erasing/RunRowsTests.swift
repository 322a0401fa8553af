import LockstepCore
import Testing

@testable import LockstepStore

struct RunRowsTests {
  private func row(_ line: Int, _ user: String, _ name: String, _ situation: String, note: String = "") -> String {
    RunRow(line: line, user: user, name: name, situation: situation, action: "none", result: "done", note: note).stored
  }

  private var words: ErasedWords {
    var words = ErasedWords()
    words.add(name: "Ada Quill")
    words.add(key: "ada@a.example")
    return words
  }

  @Test("DEL-7 a user's rows lose user, name and note, errors their value; lines and everybody else stay")
  func rows() {
    let stored = [
      row(2, "17", "Ada Quill", "changed", note: "name"), row(3, "18", "Ada Quill", "changed", note: "name"),
      row(4, "E-mail address", "ada@a.example", "error", note: "it is there twice"),
      row(5, "19", "Mira Solberg", "new", note: "the card belongs to Ada Quill"), row(6, "", "Ada Quill", "new"),
    ].joined(separator: "\n")
    let left = [
      row(2, "", "", "changed"), row(3, "18", "Ada Quill", "changed", note: "name"),
      row(4, "E-mail address", "", "error", note: "it is there twice"), row(5, "19", "Mira Solberg", "new"),
      row(6, "", "", "new"),
    ].joined(separator: "\n")
    #expect(RunRows.without("17", words, in: stored) == left)
  }

  @Test(
    "DEL-7 of neighbours who stand in one line only the user's ID goes: as many rows, on the same lines",
    arguments: [
      ("1000", ["", "1001", "1002"]), ("1001", ["1000", "", "1002"]), ("1002", ["1000", "1001", ""]),
      ("1003", ["1000", "1001", "1002"]), ("01001", ["1000", "1001", "1002"]),
    ])
  func neighbours(user: String, users: [String]) {
    var unchanged = UnchangedRows()
    for (index, number) in (1000...1002).enumerated() { unchanged.add(line: 7 + index, user: "\(number)") }
    unchanged.end()
    let left = RunRows.without(user, words, in: unchanged.text)
    let rows = left.split(separator: "\n").flatMap(UnchangedRows.rows)
    #expect(rows.map(\.user) == users)
    #expect(rows.map(\.line) == [7, 8, 9])
  }

  @Test("DEL-7 an ID of letters stands in a line of its own")
  func letters() {
    var unchanged = UnchangedRows()
    for (index, user) in ["a-1", "b-2"].enumerated() { unchanged.add(line: 2 + index, user: user) }
    unchanged.end()
    let left = RunRows.without("b-2", words, in: unchanged.text)
    #expect(left.split(separator: "\n").flatMap(UnchangedRows.rows).map(\.user) == ["a-1", ""])
  }
}
