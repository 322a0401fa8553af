import Foundation
import LockstepStore
import LockstepTesting

extension StoreScene {
  /// As ``run(_:)``, for what waits for the store.
  static func runAsync<Value>(_ body: (StoreScene) async throws -> Value) async throws -> Value {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let store = try reopen(directory)
    defer { try? store.close() }
    return try await body(StoreScene(store: store, directory: directory))
  }

  static func reopen(_ directory: URL) throws -> Store {
    let identity = Store.Identity(server: Sample.server, digestKey: Sample.pin(1))
    return try Store.open(
      directory: directory, identity: identity, key: { _ in try key() }, makeDigest: { _ in .testing })
  }
}
