import DeviceProtocol
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Logging
import ServiceLifecycle

/// A real server: data directory on disk, listener on port 0.
struct TestServer: Sendable {
  let engine: Engine
  let port: Int
  let directory: URL
  var data: DataDirectory?

  var store: Store { engine.store }

  /// Runs a server while `body` runs, then shuts it down.
  static func run<Value: Sendable>(
    in directory: URL? = nil, configuration: (inout ServerConfiguration) -> Void = { _ in },
    tls: (DataDirectory) throws -> ServerTLS? = { _ in nil },
    _ body: @Sendable (TestServer) async throws -> Value
  ) async throws -> Value {
    let url = directory ?? newDirectory()
    defer { if directory == nil { try? FileManager.default.removeItem(at: url) } }
    let data = try DataDirectory(url)
    defer { data.release() }
    let store = try openStore(url)
    var settings = ServerConfiguration(port: 0, retryPause: .milliseconds(20))
    configuration(&settings)
    var logger = Logger(label: "test")
    logger.logLevel =
      ProcessInfo.processInfo.environment["LOCKSTEP_TEST_LOG"].flatMap { Logger.Level(rawValue: $0) } ?? .error
    let engine = Engine(
      store: store, data: url, authorityFingerprint: try data.authorityFingerprint(), configuration: settings,
      logger: logger)
    let server = try await LockstepServer(engine: engine, tls: tls(data))
    let group = ServiceGroup(services: server.services, logger: logger)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      let result: Result<Value, any Error>
      do {
        result = .success(
          try await body(TestServer(engine: engine, port: server.devicePort, directory: url, data: data)))
      } catch {
        result = .failure(error)
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
      try store.close()
      return try result.get()
    }
  }

  static func openStore(_ directory: URL) throws -> Store {
    try Store.open(
      directory: directory, identity: DataDirectory.newIdentity(),
      key: DataKeyFiles(in: directory).key(for:), makeDigest: KeyedDigest.hmac(key:))
  }

  static func newDirectory() -> URL {
    FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-test-\(UUID().uuidString)")
  }

  func set(_ mode: SynchronizationMode) async throws {
    let now = engine.now()
    try await engine.commit { _ = try $0.setMode(mode, at: now) }
  }

  @discardableResult
  func add(_ record: UserRecord) async throws -> ServerUser {
    let now = engine.now()
    return try await engine.commit { try $0.addUser(record, source: .operator("test"), at: now) }
  }

  @discardableResult
  func change(_ id: UserID, _ change: @escaping @Sendable (inout UserRecord) -> Void) async throws -> ServerUser {
    let now = engine.now()
    return try await engine.commit {
      try $0.changeUser(id, source: .operator("test"), at: now) { change(&$0.record) }
    }
  }

  func delete(_ id: UserID) async throws {
    let now = engine.now()
    try await engine.commit { try $0.deleteUser(id, at: now) }
  }

  func user(_ id: UserID) async throws -> ServerUser? { try await store.read { try $0.user(id) } }
}
