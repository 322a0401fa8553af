import Foundation
import LockstepCore
import LockstepStore
import LockstepTesting
import Logging
import Testing

@testable import LockstepServer

/// An engine over a real database, without ports.
enum EngineScene {
  static func run(
    _ configuration: ServerConfiguration = ServerConfiguration(), _ body: (Engine) throws -> Void
  ) throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let store = try Store.open(
      directory: directory, identity: Store.Identity(server: Sample.server, digestKey: Sample.pin(1)),
      key: { _ in try #require(DataKey(Sample.pin(2))) }, makeDigest: { _ in .testing })
    defer { try? store.close() }
    try body(
      Engine(
        store: store, data: directory, authorityFingerprint: [], configuration: configuration,
        logger: Logger(label: "test")))
  }
}
