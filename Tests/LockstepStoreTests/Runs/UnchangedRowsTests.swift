import GRDB
import LockstepCore
import Testing

@testable import LockstepStore

@Suite("Rows in which nothing changed")
struct UnchangedRowsTests {
  /// What is kept, and what is read of it.
  private func keep(_ given: [(line: Int, user: String)]) -> (text: String, read: [String]) {
    var rows = UnchangedRows()
    for row in given { rows.add(line: row.line, user: row.user) }
    rows.end()
    #expect(rows.count == given.count)
    let read = rows.text.split(separator: "\n").flatMap { UnchangedRows.rows($0) }
    #expect(read.allSatisfy { $0.situation == "unchanged" && $0.action == "none" && $0.result == "none" })
    return (rows.text, read.map { "\($0.line) \($0.user)" })
  }

  @Test("AUTO-11 every row is read as it was; neighbours whose users are neighbours take one line")
  func lines() {
    let many = (0..<5000).map { (line: $0 + 2, user: "\(1_000_000_000 + $0)") }
    let (text, read) = keep(many)
    #expect(read == many.map { "\($0.line) \($0.user)" })
    #expect(text == "~2\t1000000000\t5000")
    let odd: [(line: Int, user: String)] = [
      (2, "7"), (3, "8"), (5, "9"), (6, "11"), (7, "anna"), (8, "anna2"), (9, "18446744073709551615"), (10, "0"),
      (12, "1"),
    ]
    #expect(keep(odd).read == odd.map { "\($0.line) \($0.user)" })
    #expect(keep([]).text.isEmpty)
  }

  @Test("AUTO-11 the rows of a run are paged across what changed and what did not")
  func paged() throws {
    try FileScene.run { scene in
      try scene.run(FileScene.crowd(0..<1500))
      let run = try scene.run(FileScene.crowd(0..<1501), at: 2000)
      #expect((run.counts.added, run.counts.unchanged) == (1, 1500))
      var lines: [Int] = []
      var rows: [RunRow]
      repeat {
        let after = lines.count
        rows = try scene.store.read { try $0.runRows(run.id, after: after, limit: 177) }
        lines += rows.map(\.line)
      } while !rows.isEmpty
      #expect(lines == [1502] + Array(2...1501))
      let bytes = try scene.store.writer.read { db in
        try Int.fetchOne(db, sql: "SELECT sum(length(rows)) FROM run_parts WHERE run_id = ?", arguments: [run.id])
      }
      #expect(try #require(bytes) < 500)
    }
  }
}
