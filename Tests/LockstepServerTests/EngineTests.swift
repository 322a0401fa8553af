import Testing

@testable import LockstepServer

struct EngineTests {
  @Test("SEND-7 a transient failure is tried again after a pause that doubles up to a minute, with jitter, for ever")
  func backoff() throws {
    try EngineScene.run(ServerConfiguration(retryPause: .seconds(1))) { engine in
      for (attempts, longest) in [(0, 1000), (1, 2000), (5, 32_000), (6, 60_000), (1_000_000, 60_000)] as [(Int, Int64)]
      {
        let pauses = (0..<50).map { _ in engine.backoff(after: attempts) }
        #expect(pauses.allSatisfy { $0 >= longest / 2 && $0 <= longest })
        #expect(Set(pauses).count > 1)
      }
    }
  }
}
