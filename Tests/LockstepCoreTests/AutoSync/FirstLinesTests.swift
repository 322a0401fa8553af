import LockstepTesting
import Testing

@testable import LockstepCore

@Suite("First lines")
struct FirstLinesTests {
  @Test("AUTO-5 of every value the first line is known, however many there are", arguments: [1, 2, 3])
  func first(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var lines = FirstLines()
    var expected: [UInt64: Int] = [:]
    for line in 1...50_000 {
      // Few enough that many come twice, and close together.
      let hash = UInt64.random(in: 0..<30_000, using: &generator) &* 0x0123_4567_89AB_CDEF
      #expect(lines.remember(hash, line: line) == expected[hash])
      if expected[hash] == nil { expected[hash] = line }
    }
  }

  @Test("AUTO-5 values at the edges of the table are kept apart")
  func edges() {
    var lines = FirstLines()
    let hashes: [UInt64] = [1, 2, .max, .max - 1, 1 << 56, (1 << 56) - 1, (1 << 56) + 1]
    for (index, hash) in hashes.enumerated() { #expect(lines.remember(hash, line: index + 1) == nil) }
    for (index, hash) in hashes.enumerated() { #expect(lines.remember(hash, line: 99) == index + 1) }
  }
}
