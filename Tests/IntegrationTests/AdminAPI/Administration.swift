import AdminClient
import AdminModel
import Foundation
import FoundationNetworking
import LockstepServer
import Logging
import ServiceLifecycle
import Testing

@testable import AdminAPI

/// The HTTP API of a running server on a port of its own, and a client of it.
struct Administration: Sendable {
  let client: AdminClient
  let accounts: Accounts
  let engine: Engine
  /// Every route that is served.
  let routes: [(verb: String, path: String)]
  let metrics: PrometheusMetrics
  let gate: ConnectionGate
  let url: String

  static let token = "a-token-for-tests"

  /// Serves the API while `body` runs.
  static func run<Value: Sendable>(
    _ server: TestServer, limits: RequestLimits = RequestLimits(),
    _ body: @Sendable (Administration) async throws -> Value
  ) async throws -> Value {
    let metrics = PrometheusMetrics()
    let (ports, port) = AsyncStream<Int>.makeStream()
    var logger = Logger(label: "test-api")
    logger.logLevel = .critical
    let accounts = Accounts(engine: server.engine, localToken: token, cost: .none)
    let api = AdminAPI(
      engine: server.engine, accounts: accounts, autoSync: AutoSync(engine: server.engine, directory: server.directory),
      metrics: metrics, version: "0.0.1", limits: limits, logger: logger)
    let service = api.server(host: "127.0.0.1", port: 0, logger: logger) { port.yield($0) }
    let group = ServiceGroup(services: [service], logger: logger)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      let number = try #require(await ports.first { _ in true })
      let url = "http://127.0.0.1:\(number)"
      let result: Result<Value, any Error>
      do {
        result = .success(
          try await AdminClient.with(server: url, token: token) { client in
            try await body(
              Administration(
                client: client, accounts: accounts, engine: server.engine, routes: api.routes, metrics: metrics,
                gate: api.gate,
                url: url))
          })
      } catch {
        result = .failure(error)
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
      return try result.get()
    }
  }

  /// What a request without the client got.
  struct Plain: Sendable {
    let status: Int
    let type: String
    let data: Data
    var allow: String?

    var text: String { String(decoding: data, as: UTF8.self) }

    func problem() throws -> Problem { try AdminJSON.decoder.decode(Problem.self, from: data) }
  }

  /// The path of a route with something in each of its places.
  static func filled(_ path: String) -> String {
    path.split(separator: "/").map { $0.hasPrefix("{") || $0.hasPrefix(":") ? "1" : String($0) }
      .reduce(into: "") { $0 += "/" + $1 }
  }

  func send(
    _ verb: String, _ path: String, body: Data? = nil, token: String? = Administration.token,
    fields: [String: String] = [:]
  ) async throws -> Plain {
    var request = URLRequest(url: try #require(URL(string: url + path)))
    request.httpMethod = verb
    request.httpBody = body
    for (name, value) in fields { request.setValue(value, forHTTPHeaderField: name) }
    if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "authorization") }
    let (data, response) = try await URLSession.shared.data(for: request)
    let answer = try #require(response as? HTTPURLResponse)
    return Plain(
      status: answer.statusCode, type: answer.value(forHTTPHeaderField: "content-type") ?? "", data: data,
      allow: answer.value(forHTTPHeaderField: "allow"))
  }

  func send(_ verb: String, _ path: String, json: String) async throws -> Plain {
    try await send(verb, path, body: Data(json.utf8))
  }
}

/// The problem with which the server refused.
func refusal<Value>(_ body: () async throws -> Value) async throws -> Problem {
  do {
    _ = try await body()
  } catch AdminClientError.refused(let problem) {
    return problem
  }
  throw NotRefused()
}

struct NotRefused: Error {}
