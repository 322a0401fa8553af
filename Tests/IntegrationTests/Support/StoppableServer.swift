import Foundation
import LockstepCore
import LockstepStore
import Logging
import NIOPosix
import ServiceLifecycle

@testable import LockstepServer

/// A server that can be stopped while devices are connected to it.
struct StoppableServer: Sendable {
  let engine: Engine
  let port: Int
  private let services: ServiceGroup

  /// - Parameter threads: those of its connections.
  static func run(
    in directory: URL, threads: MultiThreadedEventLoopGroup = .singleton,
    _ body: @Sendable (StoppableServer) async throws -> Void
  ) async throws {
    let data = try DataDirectory(directory)
    defer { data.release() }
    let store = try TestServer.openStore(directory)
    var logger = Logger(label: "test")
    logger.logLevel = .error
    let engine = Engine(
      store: store, data: directory, authorityFingerprint: try data.authorityFingerprint(),
      configuration: ServerConfiguration(port: 0), logger: logger)
    let server = try await LockstepServer(engine: engine, group: threads)
    let services = ServiceGroup(services: server.services, logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await services.run() }
      let result: Result<Void, any Error>
      do {
        result = .success(
          try await body(StoppableServer(engine: engine, port: server.devicePort, services: services)))
      } catch {
        result = .failure(error)
      }
      await services.triggerGracefulShutdown()
      try await tasks.waitForAll()
      try store.close()
      try result.get()
    }
  }

  func stop() async { await services.triggerGracefulShutdown() }

  func set(_ mode: SynchronizationMode) async throws {
    let now = engine.now()
    try await engine.commit { _ = try $0.setMode(mode, at: now) }
  }
}
