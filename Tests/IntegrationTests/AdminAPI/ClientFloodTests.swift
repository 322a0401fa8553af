import AdminModel
import Foundation
import Testing

@testable import AdminAPI
@testable import LockstepServer
@testable import LockstepStore

/// Clients of the HTTP port that open many connections, send too slowly, too much, or do not read (SEC-4).
@Suite(.timeLimit(.minutes(1)))
struct ClientFloodTests {
  /// Few connections, and no address that many share.
  private static func run(
    _ change: @Sendable (inout RequestLimits) -> Void = { _ in },
    _ body: @Sendable (TestServer, Administration, _ port: Int) async throws -> Void
  ) async throws {
    var limits = RequestLimits()
    limits.connections = ConnectionLimits(
      most: 40, mostStrangers: 12, mostStrangersOfAddress: 6, mostWaiting: 0, mostWaitingOfAddress: 0,
      mostOfHolder: 3, shared: try SharedAddresses("none"), grace: .zero)
    change(&limits)
    let chosen = limits
    try await TestServer.run { server in
      try await Administration.run(server, limits: chosen) { admin in
        try await body(server, admin, try #require(URL(string: admin.url)?.port))
      }
    }
  }

  private static func request(_ verb: String, _ path: String, _ fields: String = "") -> String {
    "\(verb) \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(Administration.token)\r\n\(fields)\r\n"
  }

  private static func until(_ isSo: () -> Bool) async throws {
    while !isSo() { try await Task.sleep(for: .milliseconds(5)) }
  }

  /// Holds connections on which a request was begun while `body` runs.
  private static func flood(
    _ count: Int, _ port: Int, from address: String = "127.0.0.1", text: String = "GET /healthz HTTP/1.1\r\nX: ",
    _ body: () async throws -> Void
  ) async throws {
    guard count > 0 else { return try await body() }
    try await WebClient.run(port: port, from: address) { client in
      try? await client.send(text)
      try await flood(count - 1, port, from: address, text: text, body)
    }
  }

  @Test("SEC-4 connections on which a head never ends make room: an operator of the same address is served")
  func heads() async throws {
    // Longer than this test may take, so that nobody goes for having been silent.
    try await Self.run({ $0.patience = .seconds(300) }) { _, admin, port in
      try await WebClient.run(port: port) { first in
        try await first.send("GET /healthz HTTP/1.1\r\nX: ")
        try await Self.flood(20, port) {
          #expect(try await first.receive() == nil)
          let answer = try await admin.send("GET", "/api/v1/users")
          #expect(answer.status == 200)
        }
      }
    }
  }

  @Test("SEC-4 a connection on which somebody has proved who they are is no stranger's: it stays through a flood")
  func known() async throws {
    try await Self.run { _, _, port in
      try await WebClient.run(port: port) { person in
        try await person.send(Self.request("GET", "/api/v1/status"))
        #expect(try await person.receive()?.contains("200 OK") == true)
        try await Self.flood(20, port) {
          try await person.send(Self.request("GET", "/api/v1/status"))
          #expect(try await person.receive()?.contains("200 OK") == true)
        }
      }
    }
  }

  @Test("SEC-4 one account has so many connections that are no strangers'; the others are answered all the same")
  func manyOfOne() async throws {
    try await Self.run { _, admin, port in
      let text = Self.request("GET", "/api/v1/status")
      try await Self.flood(5, port, text: text) {
        try await Self.until { admin.gate.known == 3 && admin.gate.busyStrangers == 0 }
        try await WebClient.run(port: port) { client in
          try await client.send(text)
          #expect(try await client.receive()?.contains("200 OK") == true)
        }
        #expect(admin.gate.known == 3)
      }
      try await Self.until { admin.gate.count == 0 }
      #expect(admin.gate.known == 0)
    }
  }

  @Test(
    "SEC-4 a connection whose credential is good no more, or that goes on without one, is a stranger's again",
    arguments: [
      ["GET /api/v1/status HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer removed\r\n\r\n"],
      ["GET /sign-in HTTP/1.1\r\nHost: a\r\n\r\n"],
      [String](repeating: "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", count: 3),
    ])
  func strangerAgain(texts: [String]) async throws {
    try await Self.run({ $0.connections.mostUnproved = 2 }) { _, admin, port in
      try await WebClient.run(port: port) { client in
        try await client.send(Self.request("GET", "/api/v1/status"))
        try await Self.until { admin.gate.known == 1 }
        for text in texts { try await client.send(text) }
        try await Self.until { admin.gate.known == 0 }
        #expect(admin.gate.count == 1)
        try await client.send(Self.request("GET", "/api/v1/status"))
        try await Self.until { admin.gate.known == 1 }
      }
    }
  }

  @Test("SEC-4 a body that does not come is told so before the connection ends")
  func timeout() async throws {
    try await Self.run({ $0.grace = .milliseconds(100) }) { _, _, port in
      try await WebClient.run(port: port) { client in
        try await client.send("POST /api/v1/sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
        var text = ""
        while let piece = try await client.receive() { text += piece }
        #expect(text.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(text.hasSuffix("The body of the request came too slowly.\n"))
      }
    }
  }

  @Test("SEC-4 an address whose connections are all being answered is told that there is no room; another is served")
  func busy() async throws {
    try await Self.run { _, admin, port in
      // A sign-in whose body does not end is being answered.
      let text = "POST /api/v1/sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"
      try await Self.flood(6, port, from: "127.0.0.2", text: text) {
        try await Self.until { admin.gate.busyStrangers == 6 }
        let answer = try await WebClient.run(port: port, from: "127.0.0.2") { client in
          try await client.receive()
        }
        #expect(answer?.hasPrefix("HTTP/1.1 503") == true)
        #expect(answer?.contains("no room for more connections") == true)
        try await WebClient.run(port: port, from: "127.0.0.3") { client in
          try await client.send(Self.request("GET", "/api/v1/status"))
          #expect(try await client.receive()?.contains("200 OK") == true)
        }
      }
    }
  }

  @Test("SEC-4 a body that comes in drops ends the connection, however long it might go on", arguments: [true, false])
  func drops(isChunked: Bool) async throws {
    try await Self.run({
      $0.grace = .milliseconds(100)
      $0.leastBytesPerSecond = 1 << 30
    }) { server, _, port in
      _ = try await server.addProject("North")
      try await WebClient.run(port: port) { client in
        let length = isChunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: 1000000\r\n"
        try await client.send(Self.request("PUT", "/api/v1/projects/north/auto-sync", length))
        var isOpen = true
        while isOpen {
          do { try await client.send(isChunked ? "1\r\na\r\n" : "a") } catch { isOpen = false }
        }
      }
      let folder = server.directory.appendingPathComponent("uploads").path
      try await Self.until { (try? FileManager.default.contentsOfDirectory(atPath: folder).isEmpty) != false }
    }
  }

  @Test("SEC-4 a body without end whose request was refused is not read for ever")
  func endless() async throws {
    try await Self.run({ $0.mostUnwanted = 1 << 20 }) { _, _, port in
      try await WebClient.run(port: port) { client in
        try await client.send(
          "PUT /api/v1/projects/north/auto-sync HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(try await client.receive()?.contains("401") == true)
        let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
        var sent = 0
        while sent < 10_000 {
          do { try await client.send(chunk) } catch { break }
          sent += 1
        }
        #expect(sent < 10_000)
      }
    }
  }

  @Test("SEC-4 who follows the log, or asks for much, and never reads it is disconnected")
  func unread() async throws {
    try await Self.run({
      $0.grace = .milliseconds(100)
      $0.leastBytesPerSecond = 1 << 30
    }) { server, admin, port in
      try await WebClient.run(port: port) { client in
        try await client.send(Self.request("GET", "/api/v1/events/stream"))
        _ = try await client.receive()
        // More than the system keeps for a connection.
        let detail = String(repeating: "x", count: 1000)
        try await server.engine.commit { store in
          for _ in 0..<12_000 { try store.addEvent(.compared, detail: detail, at: 1) }
        }
        // Nothing is read: the server notices, and not the client.
        try await Self.until { admin.gate.count == 0 }
      }
    }
  }
}
