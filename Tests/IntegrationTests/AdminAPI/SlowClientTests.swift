import AdminClient
import AdminModel
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Testing

@testable import AdminAPI
@testable import LockstepStore

/// Clients of the HTTP API that stop in the middle.
@Suite(.timeLimit(.minutes(1)))
struct SlowClientTests {
  /// Serves the API; returns when it has ended.
  private func serve(
    _ server: TestServer, patience: Duration = .seconds(30), onEnd: @escaping @Sendable () -> Void = {},
    _ body: @Sendable (_ port: Int, ServiceGroup) async throws -> Void
  ) async throws {
    let (ports, port) = AsyncStream<Int>.makeStream()
    var logger = Logger(label: "test-api")
    logger.logLevel = .critical
    let accounts = Accounts(engine: server.engine, localToken: Administration.token, cost: .none)
    let api = AdminAPI(
      engine: server.engine, accounts: accounts, autoSync: AutoSync(engine: server.engine, directory: server.directory),
      metrics: PrometheusMetrics(), version: "0.0.1", limits: RequestLimits(patience: patience, grace: patience),
      logger: logger)
    let service = api.server(host: "127.0.0.1", port: 0, logger: logger) { port.yield($0) }
    let group = ServiceGroup(services: [service], logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        try await group.run()
        onEnd()
      }
      try await body(try #require(await ports.first { _ in true }), group)
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  private static func request(_ verb: String, _ path: String) -> String {
    "\(verb) \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(Administration.token)\r\n\r\n"
  }

  @Test(
    "SEC-4 who does not finish a request, or sends none, is disconnected after a while",
    arguments: [
      "", "GET /healthz HTTP/1.1\r\nHo",
      // One is refused before its body is read, of the other the body is waited for.
      "POST /api/v1/users HTTP/1.1\r\nContent-Length: 50\r\n\r\n{\"id\"",
      "POST /api/v1/sign-in HTTP/1.1\r\nContent-Length: 50\r\n\r\n{\"name\"",
    ])
  func unfinished(text: String) async throws {
    try await TestServer.run { server in
      try await serve(server, patience: .milliseconds(100)) { port, _ in
        try await WebClient.run(port: port) { client in
          if !text.isEmpty { try await client.send(text) }
          while try await client.receive() != nil {}
        }
      }
    }
  }

  @Test("SEC-4 an answer that takes longer than that is not cut off")
  func longAnswer() async throws {
    try await TestServer.run { server in
      try await serve(server, patience: .milliseconds(100)) { port, _ in
        let url = "http://127.0.0.1:\(port)"
        try await AdminClient.with(server: url, token: Administration.token) { client in
          var events = try await client.liveEvents().makeAsyncIterator()
          try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
              // Far beyond the patience: nothing but time can show that nothing ends.
              try await Task.sleep(for: .milliseconds(400))
              try await server.set(.allDevices)
            }
            #expect(try await events.next()?.title == "Automatic User Synchronization changed")
            try await group.waitForAll()
          }
        }
      }
    }
  }

  @Test("a client that follows the log and stops reading does not hold up the end of the server")
  func stopsReading() async throws {
    try await TestServer.run { server in
      let (ended, end) = AsyncStream<Void>.makeStream()
      try await serve(server, onEnd: { end.finish() }) { port, services in
        try await WebClient.run(port: port) { client in
          try await client.send(Self.request("GET", "/api/v1/events/stream"))
          _ = try await client.receive()
          // More than the system keeps for a connection.
          let detail = String(repeating: "x", count: 1000)
          try await server.engine.commit { store in
            for _ in 0..<12_000 { try store.addEvent(.compared, detail: detail, at: 1) }
          }
          // In the middle of it nothing is read any more.
          _ = try await client.receive()
          let clock = ContinuousClock()
          let taken = await clock.measure {
            await services.triggerGracefulShutdown()
            for await _ in ended {}
          }
          #expect(taken < .seconds(5))
        }
      }
    }
  }

  @Test("a device is not removed when the client that asked for it has left before it was empty")
  func leavesWhileEmptying() async throws {
    try await Doors.run(1) { doors in
      try await doors.server.add(UserRecord(id: try id("17")))
      try await doors[0].waitUntilHolds(id("17"))
      try await doors.settled(0)
      try await serve(doors.server) { port, _ in
        doors[0].setFaults { $0.answersAfter = .milliseconds(700) }
        try await WebClient.run(port: port) { client in
          try await client.send(Self.request("DELETE", "/api/v1/devices/1001?empty=true"))
          try await doors.until("it is being emptied") { doors in
            (try? await doors.server.store.read { try $0.transfer(1) }) != nil
          }
        }
        // The client is gone; the door answers a little later.
        try await doors[0].waitUntilDoesNotHold(id("17"))
        doors[0].setFaults { $0.answersAfter = nil }
        _ = try await doors.server.engine.compare(doors[0].id)
        #expect(try await doors.server.store.read { try $0.device(doors[0].id) }.id == doors[0].id)
      }
    }
  }
}
