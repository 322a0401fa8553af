import Foundation
import LockstepStore
import Logging

@testable import LockstepServer

/// An engine over a real database, without ports.
enum EngineScene {
  static func run(
    _ configuration: ServerConfiguration = ServerConfiguration(), _ body: (Engine) throws -> Void
  ) throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let store = try Store.testing(in: directory)
    defer { try? store.close() }
    try body(
      Engine(
        store: store, data: directory, authorityFingerprint: [], configuration: configuration,
        logger: Logger(label: "test")))
  }
}
