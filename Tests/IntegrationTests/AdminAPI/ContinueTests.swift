import Foundation
import Testing

@testable import LockstepServer

/// Clients that wait with a body until they are told to send it, as curl does with files.
@Suite("Expect: 100-continue", .timeLimit(.minutes(1)))
struct ContinueTests {
  private static let file = "First name,Last name,E-mail address,ID\r\nAda,Quill,ada@quill.example,12345\r\n"

  private func head(_ path: String, length: Int, token: String = Administration.token) -> String {
    "PUT \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\nContent-Length: \(length)\r\n"
      + "Expect: 100-continue\r\n\r\n"
  }

  private func run(_ body: @Sendable (TestServer, Administration, WebClient) async throws -> Void) async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let port = try #require(URL(string: admin.url)?.port)
        try await WebClient.run(port: port) { try await body(server, admin, $0) }
      }
    }
  }

  @Test("AUTO-9 an uploading client is told to send its file, once, and then gets its answer")
  func isTold() async throws {
    try await run { server, _, client in
      _ = try await server.addProject("North")
      try await client.send(head("/api/v1/projects/north/auto-sync", length: Self.file.utf8.count))
      #expect(try await client.receive() == "HTTP/1.1 100 Continue\r\n\r\n")
      try await client.send(Self.file)
      let answer = try #require(try await client.receive())
      #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    }
  }

  @Test(
    "AUTO-9 what is refused anyway is not asked for",
    arguments: [
      (Administration.token, 3 << 30, "413"), ("a-wrong-token", 100, "401"),
    ])
  func isNotAskedFor(token: String, length: Int, status: String) async throws {
    try await run { server, admin, client in
      _ = try await server.addProject("North")
      try await client.send(head("/api/v1/projects/north/auto-sync", length: length, token: token))
      let answer = try #require(try await client.receive())
      #expect(answer.hasPrefix("HTTP/1.1 \(status)"), "\(answer.prefix(60))")
      // Nothing is waited for any more.
      while admin.gate.busyStrangers > 0 { try await Task.sleep(for: .milliseconds(5)) }
      #expect(admin.gate.count == 1)
    }
  }
}
