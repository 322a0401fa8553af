import AdminClient
import AdminModel
import Foundation
import LockstepServer
import LockstepStore
import Testing

/// Requests that are made to cost much (SEC-4, LIMIT-5): each gets a clear refusal, and the server goes on.
@Suite(.timeLimit(.minutes(1)))
struct HeavyRequestTests {
  private static let nest = 100_000
  /// By their number: they are too long for the name of a test.
  static let bodies: [(verb: String, path: String, json: String)] = [
    ("POST", "/api/v1/users", String(repeating: "[", count: nest)),
    ("POST", "/api/v1/users", String(repeating: "[", count: nest) + String(repeating: "]", count: nest)),
    ("POST", "/api/v1/users", String(repeating: #"{"id":"#, count: nest)),
    ("POST", "/api/v1/users", #"{"cards":"# + String(repeating: "[", count: nest) + "}"),
    ("POST", "/api/v1/users", #"{"accessGroups":["# + String(repeating: "1,", count: 400_000) + "1]}"),
    ("POST", "/api/v1/users", #"{"cards":["# + String(repeating: "{},", count: 300_000) + "{}]}"),
    ("POST", "/api/v1/users/bulk", #"{"users":["# + String(repeating: "{},", count: 1_000_000) + "{}]}"),
    ("POST", "/api/v1/transfers", #"{"action":"write","users":["# + String(repeating: "1,", count: 400_000) + "1]}"),
    ("POST", "/api/v1/users", #"{"name":"# + String(repeating: "9", count: 1_000_000) + "}"),
    ("POST", "/api/v1/users", String(repeating: #"{"a":1,"#, count: 50_000)),
  ]

  static let heads = [
    "GET /api/v1/users?q=" + String(repeating: "a", count: 20_000) + " HTTP/1.1\r\n",
    "GET /healthz HTTP/1.1\r\nCookie: " + String(repeating: "a", count: 20_000) + "\r\n",
    "GET /healthz HTTP/1.1\r\n" + (1...200).map { "X-\($0): 1\r\n" }.joined(),
    "GET /healthz HTTP/1.1\r\n"
      + String(repeating: "X-Y: " + String(repeating: "b", count: 1000) + "\r\n", count: 50),
  ]

  private static func run(_ body: @Sendable (TestServer, Administration, _ port: Int) async throws -> Void) async throws
  {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        try await body(server, admin, try #require(URL(string: admin.url)?.port))
        #expect(try await admin.client.status().users == 0)
      }
    }
  }

  @Test(
    "SEC-4 JSON that is nested deeply, or has hundreds of thousands of elements, is refused by its field or as no JSON",
    arguments: bodies.indices)
  func json(index: Int) async throws {
    try await Self.run { _, admin, _ in
      let (verb, path, json) = Self.bodies[index]
      let answer = try await admin.send(verb, path, json: json)
      #expect((400...422).contains(answer.status), "\(answer.status)")
      #expect(try answer.problem().detail.utf8.count < 1000)
    }
  }

  @Test(
    "SEC-4 a packed body is not unpacked: it is refused by its coding, before it is read",
    arguments: [
      ("POST", "/api/v1/users", "gzip"), ("PUT", "/api/v1/projects/north/auto-sync", "gzip"),
      ("PUT", "/api/v1/projects/north/auto-sync", "br, gzip"), ("POST", "/api/v1/sign-in", "deflate"),
    ])
  func packed(verb: String, path: String, coding: String) async throws {
    try await Self.run { server, admin, _ in
      _ = try await server.addProject("North")
      // A thousand zeros in the form of gzip.
      let bomb = Data([31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 99, 96, 24, 5, 163, 96, 20, 12, 119, 0, 0])
      let answer = try await admin.send(verb, path, body: bomb, fields: ["Content-Encoding": coding])
      #expect(answer.status == 415)
      #expect(try answer.problem().field == "Content-Encoding")
      let runs = try await server.store.read {
        try $0.runs(ofProject: $0.project(named: "north").id, before: .max, limit: 5)
      }
      #expect(runs.isEmpty)
    }
  }

  @Test(
    "SEC-4 who has not signed in may send a small body only, whether or not its length is said",
    arguments: [true, false])
  func signIn(isChunked: Bool) async throws {
    try await Self.run { _, _, port in
      try await WebClient.run(port: port) { client in
        let head = "POST /api/v1/sign-in HTTP/1.1\r\nHost: a\r\n"
        if isChunked {
          try await client.send(head + "Transfer-Encoding: chunked\r\n\r\n")
          let chunk = "1000\r\n" + String(repeating: "a", count: 4096) + "\r\n"
          for _ in 0..<3 { try await client.send(chunk) }
        } else {
          try await client.send(head + "Content-Length: 8193\r\n\r\n")
        }
        let answer = try await client.receive()
        #expect(answer?.contains("413") == true)
        #expect(try await Self.text(client, after: answer).contains("larger than 8192 bytes"))
      }
    }
  }

  private static func text(_ client: WebClient, after start: String?) async throws -> String {
    var text = start ?? ""
    while !text.hasSuffix("}"), let more = try await client.receive() { text += more }
    return text
  }

  @Test(
    "SEC-4 a head over its limits is refused by name, and the connection ends",
    arguments: heads.indices)
  func head(index: Int) async throws {
    try await Self.run { _, _, port in
      let text = Self.heads[index]
      try await WebClient.run(port: port) { client in
        try? await client.send(text + "\r\n")
        var answer = ""
        while let more = try await client.receive() { answer += more }
        #expect(answer.hasPrefix("HTTP/1.1 431"))
        #expect(answer.contains("too large"))
      }
    }
  }

  @Test("SEC-4 a thousand parameters of a query are refused with the first that is not known")
  func parameters() async throws {
    try await Self.run { _, admin, _ in
      let query = (1...1000).map { "p\($0)=1" }.joined(separator: "&")
      let answer = try await admin.send("GET", "/api/v1/users?" + query)
      #expect(answer.status == 400)
      #expect(try answer.problem().field == "p1")
      let twice = try await admin.send("GET", "/api/v1/users?" + String(repeating: "q=a&", count: 2000) + "q=a")
      #expect(twice.status == 400)
    }
  }
}
