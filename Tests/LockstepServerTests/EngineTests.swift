import Foundation
import LockstepCore
import LockstepStore
import LockstepTesting
import Logging
import Testing

@testable import LockstepServer

struct EngineTests {
  @Test("SEND-7 a transient failure is tried again after a pause that doubles up to a minute, with jitter, for ever")
  func backoff() throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let store = try Store.open(
      directory: directory, identity: Store.Identity(server: Sample.server, digestKey: Sample.pin(1)),
      key: { _ in try #require(DataKey(Sample.pin(2))) }, makeDigest: { _ in .testing })
    defer { try? store.close() }
    let engine = Engine(
      store: store, data: directory, authorityFingerprint: [],
      configuration: ServerConfiguration(retryPause: .seconds(1)),
      logger: Logger(label: "test"))
    for (attempts, longest) in [(0, 1000), (1, 2000), (5, 32_000), (6, 60_000), (1_000_000, 60_000)] as [(Int, Int64)] {
      let pauses = (0..<50).map { _ in engine.backoff(after: attempts) }
      #expect(pauses.allSatisfy { $0 >= longest / 2 && $0 <= longest })
      #expect(Set(pauses).count > 1)
    }
  }
}
