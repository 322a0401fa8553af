import LockstepCore
import Testing

struct LogSequenceTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let mark: LogID
    let ids: [LogID]
    let fresh: [LogID]
    let repeated: [LogID]
    let gaps: [ClosedRange<LogID>]
    var testDescription: String { "\(ids) after \(mark)" }
  }

  private func entries(_ ids: [LogID]) -> [LogEntry] {
    ids.map { LogEntry(id: $0, time: 1_000, code: .updateSuccess, origin: .device, user: "17") }
  }

  @Test(
    "LOG-1 an entry at or below the mark is a duplicate",
    arguments: [
      Case(mark: 3, ids: [1, 2, 3], fresh: [], repeated: [1, 2, 3], gaps: []),
      Case(mark: 3, ids: [2, 3, 4, 5], fresh: [4, 5], repeated: [2, 3], gaps: []),
      Case(mark: .max, ids: [.max], fresh: [], repeated: [.max], gaps: []),
    ])
  func duplicates(test: Case) throws { try check(test) }

  @Test(
    "LOG-3 a gap is found between the mark and the entries, and inside a batch",
    arguments: [
      Case(mark: 0, ids: [1, 2], fresh: [1, 2], repeated: [], gaps: []),
      Case(mark: 0, ids: [5], fresh: [5], repeated: [], gaps: [1...4]),
      Case(mark: 3, ids: [5, 6, 9], fresh: [5, 6, 9], repeated: [], gaps: [4...4, 7...8]),
      Case(mark: 3, ids: [2, 7], fresh: [7], repeated: [2], gaps: [4...6]),
      Case(mark: 3, ids: [], fresh: [], repeated: [], gaps: []),
      Case(mark: .max - 1, ids: [.max], fresh: [.max], repeated: [], gaps: []),
      Case(mark: 1, ids: [.max], fresh: [.max], repeated: [], gaps: [2...(.max - 1)]),
    ])
  func gaps(test: Case) throws { try check(test) }

  private func check(_ test: Case) throws {
    let sorted = try LogSequence.sort(entries(test.ids), after: test.mark)
    #expect(sorted.fresh.map(\.id) == test.fresh)
    #expect(sorted.repeated.map(\.id) == test.repeated)
    #expect(sorted.gaps == test.gaps)
    #expect(sorted.mark == max(test.mark, test.ids.last ?? 0))
  }

  @Test(
    "LOG-1 a batch whose IDs do not rise is refused whole",
    arguments: [([0], 0), ([5, 5], 5), ([5, 4], 4), ([7, 8, 2], 2)] as [([LogID], LogID)])
  func notAscending(ids: [LogID], at: LogID) {
    let error = #expect(throws: LogSequence.NotAscending.self) { try LogSequence.sort(entries(ids), after: 6) }
    #expect(error?.id == at)
  }
}
