import AdminClient
import AdminModel
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@testable import AdminAPI

/// Files that do not come as they should.
@Suite("Uploads", .timeLimit(.minutes(1)))
struct UploadTests {
  private static func crowd(_ numbers: Range<Int>) -> [String] {
    numbers.map { "Vera\($0),Holm,v\($0)@a.example,\(5000 + $0),s\($0)" }
  }

  private static func text(_ lines: [String]) -> String { TestServer.peopleHeader + lines.map { $0 + "\n" }.joined() }

  /// A project with 30 people.
  private func run(
    _ body: @Sendable (TestServer, Administration, _ port: Int, StoredProject) async throws -> Void
  ) async throws {
    try await TestServer.run { server in
      let project = try await server.addProject("North")
      try await server.bring(Self.crowd(0..<30), to: project)
      try await Administration.run(server) { admin in
        try await body(server, admin, try #require(URL(string: admin.url)?.port), project)
      }
    }
  }

  private static func head(_ length: String, token: String = Administration.token) -> String {
    "PUT /api/v1/projects/north/auto-sync HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n\(length)\r\n\r\n"
  }

  /// Uploads are files without a name: only who holds them open has them.
  private static func spooled(_ server: TestServer) -> Int {
    let folder = server.directory.appendingPathComponent("uploads").path + "/"
    let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return open.count { descriptor in
      let file = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + descriptor)
      return file?.contains(folder) ?? false
    }
  }

  private static func until(spooled count: Int, _ server: TestServer) async throws {
    while spooled(server) != count { try await Task.sleep(for: .milliseconds(5)) }
  }

  @Test("AUTO-9 a file that is cut off on its way changes nothing and leaves nothing behind", arguments: [true, false])
  func cutOff(isChunked: Bool) async throws {
    try await run { server, _, port, project in
      // A whole file by its looks, as far as it came: 20 people would be missing.
      let half = Self.text(Self.crowd(0..<10))
      try await WebClient.run(port: port) { client in
        if isChunked {
          let size = String(half.utf8.count, radix: 16)
          try await client.send(Self.head("Transfer-Encoding: chunked") + "\(size)\r\n\(half)\r\n")
        } else {
          try await client.send(Self.head("Content-Length: \(half.utf8.count * 3)") + half)
        }
        try await Self.until(spooled: 1, server)
      }
      try await Self.until(spooled: 0, server)
      #expect(try await server.people(of: project).count == 30)
      #expect(try await server.store.read { try $0.runs(ofProject: project.id, limit: 10) }.count == 1)
      #expect(try await server.store.read { try $0.heldItems(ofProject: project.id) }.isEmpty)
    }
  }

  @Test("SEC-4 a project takes a few files at once and no more, whoever sends them; another project is not concerned")
  func atOnce() async throws {
    try await run { server, admin, port, _ in
      _ = try await server.addProject("South")
      let whole = Self.text(Self.crowd(0..<30))
      let length = Self.head("Content-Length: \(whole.utf8.count)")
      try await withThrowingTaskGroup(of: Void.self) { group in
        let (stream, release) = AsyncStream<Void>.makeStream()
        for number in 0..<4 {
          group.addTask {
            try await WebClient.run(port: port) { client in
              try await client.send(length + whole.prefix(100))
              if number == 0 { for await _ in stream {} } else { while try await client.receive() != nil {} }
            }
          }
        }
        try await Self.until(spooled: 4, server)
        let refused = try await admin.send("PUT", "/api/v1/projects/north/auto-sync", body: Data(whole.utf8))
        #expect(refused.status == 409)
        #expect(try refused.problem().detail.hasPrefix("4 files of project North are coming or waiting already"))
        let other = try await admin.send(
          "PUT", "/api/v1/projects/south/auto-sync", body: Data(Self.text(["Bo,Lind,b@a.example,7,b1"]).utf8))
        #expect(other.status == 200)
        // One of them goes away.
        release.finish()
        try await Self.until(spooled: 3, server)
        #expect(try await admin.send("PUT", "/api/v1/projects/north/auto-sync", body: Data(whole.utf8)).status == 200)
        group.cancelAll()
      }
    }
  }

  @Test("SEC-2 a key that is revoked while its file comes changes nothing any more")
  func revoked() async throws {
    try await run { server, admin, port, project in
      let key = try await admin.client.addProjectKey("north", named: "payroll")
      let whole = Self.text(Self.crowd(0..<31))
      try await WebClient.run(port: port) { client in
        try await client.send(
          Self.head("Content-Length: \(whole.utf8.count)", token: try #require(key.key)) + whole.prefix(100))
        try await Self.until(spooled: 1, server)
        try await admin.client.removeProjectKey("north", key.id)
        try await client.send(String(whole.dropFirst(100)))
        #expect(try await client.receive()?.contains("401") == true)
      }
      #expect(try await server.people(of: project).count == 30)
    }
  }

  @Test("SEC-2 SEC-3 a key reads what is wrong with its file and how much was done, and of nobody who they are")
  func answer() async throws {
    try await run { server, admin, _, project in
      try await server.add(
        UserRecord(id: UserID("7"), name: "Mira Solberg", cards: [Card(kind: .csn, number: CardNumber(text: "12345"))]))
      let key = try #require(try await admin.client.addProjectKey("north", named: "payroll").key)
      func answer(_ lines: [String], token: String) async throws -> (Int, RunResult) {
        let path = "/api/v1/projects/north/auto-sync?dry-run=true"
        let answer = try await admin.send("PUT", path, body: Data(Self.text(lines).utf8), token: token)
        return (answer.status, try AdminJSON.decoder.decode(RunResult.self, from: answer.data))
      }
      let probe = ["Eve,Stone,eve@a.example,12345,e1"]
      let (status, result) = try await answer(probe, token: key)
      #expect(status == 202 && result.counts.held == 31 && result.rows.isEmpty)
      #expect(try await answer(probe, token: Administration.token).1.rows.count == 31)
      let (refused, errors) = try await answer(["Eve,Stone,nobody,7,e1"], token: key)
      #expect(refused == 422 && errors.rows.map(\.line) == [2] && errors.rows.map(\.user) == ["E-mail address"])
    }
  }

  @Test("a file's name with a line break, which would go on in a mail, is refused")
  func name() async throws {
    try await run { _, admin, _, _ in
      let answer = try await admin.send(
        "PUT", "/api/v1/projects/north/auto-sync?file=a%0AAll%20is%20well", body: Data("x".utf8))
      #expect(try answer.status == 400 && answer.problem().field == "file")
    }
  }

  @Test("a quotation mark under a combining mark ends no cell of a file that is downloaded")
  func quoted() {
    let row = CSVText.row(["a,\"\u{301},=1+1", "=1+1"])
    let scalars = Array("\"a,\"\"\u{301},=1+1\",'=1+1\r\n".unicodeScalars)
    #expect(Array(row.unicodeScalars) == scalars)
  }
}
