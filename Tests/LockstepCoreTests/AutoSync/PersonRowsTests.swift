import LockstepCore
import Testing

@Suite("The people of a file")
struct PersonRowsTests {
  @Test("AUTO-3, AUTO-5 more missing Sync IDs than are kept are counted, once a line has one")
  func manyWithoutSyncID() {
    let count = PeopleReader.mostErrors + 7
    let lines = (1...count).map { "A,B,p\($0)@b.c,\($0),\n" }.joined()
    let without = PeopleOutcome.read(Array(lines.utf8), inPiecesOf: 65_536)
    #expect(without.errors.isEmpty && without.rows.count == count)
    let with = PeopleOutcome.read(Array((lines + "C,D,c@b.c,\(count + 1),S1\n").utf8), inPiecesOf: 65_536)
    #expect(with.errors.first == FileError(line: 0, reason: "7 more errors"))
    #expect(with.errors.count == PeopleReader.mostErrors + 1)
    #expect(with.errors.last == FileError(line: PeopleReader.mostErrors, column: .syncID, reason: "it is empty"))
  }
}
