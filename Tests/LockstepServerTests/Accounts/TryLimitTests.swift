import Testing

@testable import LockstepServer

@Suite("The limit of tries")
struct TryLimitTests {
  @Test("SEC-2 the first failures are free, then each doubles the pause, up to the longest")
  func pauses() {
    var limit = TryLimit(free: 3, firstPause: 1_000, longestPause: 5_000)
    let pauses = (0..<7).map { _ in
      limit.failed("ada", at: 0)
      return limit.wait("ada", at: 0)
    }
    #expect(pauses == [0, 0, 1_000, 2_000, 4_000, 5_000, 5_000])
    #expect(limit.wait("ada", at: 4_000) == 1_000)
    #expect(limit.wait("ada", at: 6_000) == 0)
    #expect(limit.wait("grace", at: 0) == 0)
  }

  @Test("SEC-2 a success forgets the failures, and so does a long time")
  func forgets() {
    var limit = TryLimit(free: 1, firstPause: 1_000, longestPause: 5_000)
    limit.failed("ada", at: 0)
    limit.succeeded("ada")
    #expect(limit.wait("ada", at: 0) == 0)
    for _ in 0..<5 { limit.failed("ada", at: 0) }
    limit.failed("ada", at: 100_000)
    #expect(limit.wait("ada", at: 100_000) == 1_000)
  }

  @Test("SEC-2 SEC-4 names that somebody makes up do not fill the memory")
  func bounded() {
    var limit = TryLimit(free: 1)
    for number in 0..<(TryLimit.mostKeys + 10) { limit.failed("\(number)", at: Int64(number)) }
    #expect(limit.wait("0", at: 0) == 0)
    #expect(limit.wait("\(TryLimit.mostKeys + 9)", at: Int64(TryLimit.mostKeys + 9)) > 0)
  }
}
