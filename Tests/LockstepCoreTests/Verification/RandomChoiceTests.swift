import LockstepCore
import Testing

struct RandomChoiceTests {
  @Test("VERIFY-1 some of many are as many as asked for, each once, rising, the same for the same seed")
  func choice() {
    for (count, total) in [(0, 0), (0, 5), (5, 5), (8, 100), (1000, 100_000)] {
      let chosen = RandomChoice.indexes(count, of: total, seed: 7)
      #expect(chosen.count == count && Set(chosen).count == count && chosen == chosen.sorted())
      #expect(chosen.allSatisfy { $0 < total })
      #expect(chosen == RandomChoice.indexes(count, of: total, seed: 7))
    }
    // Each is as likely as any other.
    var taken = [Int](repeating: 0, count: 50)
    for seed in 0..<2000 as Range<UInt64> {
      for index in RandomChoice.indexes(5, of: 50, seed: seed) { taken[index] += 1 }
    }
    #expect(taken.allSatisfy { (120...290).contains($0) }, "\(taken)")
  }
}
