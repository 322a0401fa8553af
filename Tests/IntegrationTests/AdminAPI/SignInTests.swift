import AdminClient
import AdminModel
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite("Signing in", .timeLimit(.minutes(1)))
struct SignInTests {
  private static let password = "a long enough one"

  /// A server, its API, and the token of the link for the first administrator.
  private func run(_ body: @Sendable (TestServer, Administration, String) async throws -> Void) async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let data = try #require(server.data)
        let link = try await admin.accounts.firstSignIn(at: "http://localhost/", in: data)
        let token = try #require(link?.split(separator: "/").last.map(String.init))
        try await body(server, admin, token)
      }
    }
  }

  @Test("SEC-2 the first administrator comes by a link that is kept in a file of the owner, once")
  func first() async throws {
    try await run { server, admin, token in
      let file = server.directory.appendingPathComponent("first-sign-in").path
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "http://localhost/sign-in/link/\(token)\n")
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
      #expect(mode?.intValue == 0o600)
      var browser = Browser(url: admin.url)
      let short = try await browser.give("short", byLink: token)
      #expect(short.status == 422)
      let answer = try await browser.give(Self.password, byLink: token, name: "Ada")
      #expect(answer.status == 200)
      let field = try #require(answer.cookie)
      #expect(field.contains("HttpOnly") && field.contains("SameSite=Lax") && field.hasPrefix("lockstep-session="))
      let me = try AdminJSON.decoder.decode(MeResource.self, from: try await browser.send("GET", "/api/v1/me").data)
      #expect(me.name == "Ada")
      #expect(me.role == "administrator")
      // Neither the link nor another first one works now, and the file is gone.
      var other = Browser(url: admin.url)
      #expect(try await other.give(Self.password, byLink: token).status == 404)
      #expect(!FileManager.default.fileExists(atPath: file))
      #expect(try await admin.accounts.firstSignIn(at: "http://localhost", in: try #require(server.data)) == nil)
    }
  }

  @Test("SEC-2 a wrong password and a wrong name get the same answer, and after some tries a pause")
  func wrong() async throws {
    try await run { _, admin, token in
      var browser = Browser(url: admin.url)
      _ = try await browser.give(Self.password, byLink: token, name: "Ada")
      var (answers, last): (Set<Data>, Browser.Answer?) = ([], nil)
      for (name, password) in [("Ada", "not the password"), ("Nobody", Self.password), ("", "")] {
        let answer = try await browser.signIn(name, password)
        #expect(answer.status == 401)
        answers.insert(answer.data)
      }
      #expect(answers.count == 1)
      for _ in 0..<4 { last = try await browser.signIn("nobody", "not the password") }
      #expect(last?.status == 401)
      last = try await browser.signIn("NOBODY", "not the password")
      #expect(last?.status == 429)
      #expect(try await browser.signIn("ada", Self.password).status == 200)
      let refused = try await admin.engine.store.read { try $0.audit(limit: 100) }.filter { $0.outcome == .refused }
      #expect(refused.map(\.actor.name) == ["nobody", "", "Nobody", "Ada"])
      #expect(refused.map(\.after) == [#"{"times":4}"#, nil, nil, nil])
      #expect(refused.allSatisfy { $0.action == "sign-in" })
    }
  }

  @Test("SEC-2 many tries at once are no more than one after the other, and no name is kept at any length")
  func atOnce() async throws {
    try await run { _, admin, _ in
      let browser = Browser(url: admin.url)
      let statuses = try await withThrowingTaskGroup(of: Int.self) { tasks in
        for _ in 0..<12 {
          tasks.addTask {
            var browser = browser
            return try await browser.signIn("Nobody", "not the password").status
          }
        }
        return try await tasks.reduce(into: []) { $0.append($1) }
      }
      // On a slow machine a pause may be over before all have come.
      #expect((5...7).contains(statuses.count { $0 == 401 }) && statuses.allSatisfy { [401, 429].contains($0) })
      var other = browser
      #expect(try await other.signIn("x" + String(repeating: "\u{301}", count: 3000), "b").status == 401)
      let newest = try #require(try await admin.engine.store.read { try $0.audit(limit: 1) }.first)
      #expect(newest.actor.name.isEmpty)
    }
  }

  @Test("SEC-2 tries from one network of IPv6 are those of one address: whoever has one can choose the rest of it")
  func network() async throws {
    try await run { _, admin, _ in
      var answers: [AccountError?] = []
      for (number, network) in (1...22).map({ ($0, $0 < 22 ? "2001:db8:1:2" : "2001:db8:1:3") }) {
        do {
          _ = try await admin.accounts.signIn(
            name: "n\(number)", password: "not the password", address: "\(network)::\(number)")
          answers.append(nil)
        } catch let error as AccountError {
          answers.append(error)
        }
      }
      #expect(answers.prefix(20) == ArraySlice(repeating: .wrong, count: 20))
      // One more try of the network; and one of another.
      let isPaused = if case .tooManyTries = answers[20] { true } else { false }
      #expect(isPaused && answers[21] == .wrong)
    }
  }

  @Test("SEC-2 who follows the log hears nothing more once the token is removed")
  func stream() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let made = try await admin.send("POST", "/api/v1/api-tokens", json: #"{"name":"wall","role":"viewer"}"#)
        let token = try AdminJSON.decoder.decode(TokenResource.self, from: made.data)
        let port = try #require(URL(string: admin.url)?.port)
        try await WebClient.run(port: port) { client in
          try await client.send(
            "GET /api/v1/events/stream HTTP/1.1\r\nhost: localhost\r\n"
              + "authorization: Bearer \(token.token ?? "")\r\nlast-event-id: 0\r\n\r\n")
          var heard = ""
          try await server.set(.allDevices)
          while !heard.contains("data: "), let text = try await client.receive() { heard += text }
          #expect(heard.contains("data: "))
          #expect(try await admin.send("DELETE", "/api/v1/api-tokens/\(token.id)").status == 204)
          try await server.set(.notUsed)
          heard = ""
          // The last piece of a body in pieces.
          while !heard.contains("0\r\n\r\n"), let text = try await client.receive() { heard += text }
          #expect(heard.contains("0\r\n\r\n") && !heard.contains("data: "))
        }
      }
    }
  }

  @Test("SEC-2 a change with the cookie alone is refused: it must come from a page of the server")
  func foreignPage() async throws {
    try await run { _, admin, token in
      var browser = Browser(url: admin.url)
      _ = try await browser.give(Self.password, byLink: token)
      let group = #"{"name":"Laboratory"}"#
      var foreign = browser
      foreign.csrfToken = nil
      #expect(try await foreign.send("GET", "/api/v1/access-groups").status == 200)
      #expect(try await foreign.send("POST", "/api/v1/access-groups", json: group).problem().reason == "csrf")
      foreign.csrfToken = "guessed"
      #expect(try await foreign.send("POST", "/api/v1/access-groups", json: group).status == 403)
      #expect(try await browser.send("POST", "/api/v1/access-groups", json: group).status == 201)
      let elsewhere = try await browser.send(
        "POST", "/api/v1/sign-in", json: #"{"name":"a","password":"b"}"#, origin: "https://elsewhere.example")
      #expect(try elsewhere.problem().reason == "csrf")
    }
  }

  @Test("SEC-2 signing out ends the sign-in; another password ends the other sign-ins")
  func end() async throws {
    try await run { _, admin, token in
      var one = Browser(url: admin.url)
      _ = try await one.give(Self.password, byLink: token, name: "Ada")
      var other = Browser(url: admin.url)
      #expect(try await other.signIn("ADA", Self.password).status == 200)
      let wrong = try await one.send(
        "POST", "/api/v1/me/password", json: #"{"current":"wrong","password":"another long one"}"#)
      // Only a sign-in that has ended says so, for pages tell people to sign in again then.
      #expect(try wrong.problem().reason == nil && wrong.status == 401)
      let changed = try await one.send(
        "POST", "/api/v1/me/password",
        json: #"{"current":"\#(Self.password)","password":"another long one"}"#)
      #expect(changed.status == 200)
      #expect(try await other.send("GET", "/api/v1/me").problem().reason == "signed-out")
      #expect(try await other.signIn("ada", "another long one").status == 200)
      #expect(try await other.send("POST", "/api/v1/sign-out").status == 204)
      #expect(try await other.send("GET", "/api/v1/me").status == 401)
    }
  }

  @Test("SEC-2 a link leads to this server, whatever name the request claims for it")
  func host() async throws {
    try await run { _, admin, token in
      let port = try #require(URL(string: admin.url)?.port)
      for (host, led) in [
        ("localhost:\(port)", "localhost:\(port)"), ("LOCALHOST", "LOCALHOST"), ("[::1]:443", "[::1]:443"),
        ("elsewhere.example", "127.0.0.1:\(port)"), ("localhost@elsewhere.example", "127.0.0.1:\(port)"),
        ("localhost.elsewhere.example:\(port)", "127.0.0.1:\(port)"), ("192.0.2.7", "127.0.0.1:\(port)"),
      ] {
        let link = try await WebClient.run(port: port) { client in
          try await client.send(
            "POST /api/v1/administrators/1/link HTTP/1.1\r\nhost: \(host)\r\nconnection: close\r\n"
              + "authorization: Bearer \(Administration.token)\r\ncontent-length: 0\r\n\r\n")
          var text = ""
          while let more = try await client.receive() { text += more }
          return text
        }
        #expect(link.contains("\"http://\(led)/sign-in/link/"), "\(host): \(link)")
      }
    }
  }

  @Test("SEC-2 tokens that an administrator made are named, and end when they are removed or may less")
  func tokensOfSomebody() async throws {
    try await run { _, admin, link in
      var ada = Browser(url: admin.url)
      _ = try await ada.give(Self.password, byLink: link, name: "Ada")
      let added = try await ada.send("POST", "/api/v1/administrators", json: #"{"name":"Bo","role":"administrator"}"#)
      let bo = try AdminJSON.decoder.decode(AdministratorResource.self, from: added.data).id
      let made = try await ada.send("POST", "/api/v1/administrators/\(bo)/link")
      let boLink = try AdminJSON.decoder.decode(SignInLink.self, from: made.data).url
      var other = Browser(url: admin.url)
      _ = try await other.give(Self.password, byLink: try #require(boLink.split(separator: "/").last.map(String.init)))
      func token(_ name: String, _ role: String, by browser: Browser) async throws -> String {
        let made = try await browser.send("POST", "/api/v1/api-tokens", json: #"{"name":"\#(name)","role":"\#(role)"}"#)
        return try #require(try AdminJSON.decoder.decode(TokenResource.self, from: made.data).token)
      }
      let tokens = [
        try await token("till", "viewer", by: other), try await token("sync", "administrator", by: other),
        try await token("own", "viewer", by: ada),
      ]
      let byToken = try await admin.send(
        "POST", "/api/v1/api-tokens", body: Data(#"{"name":"child","role":"operator"}"#.utf8), token: tokens[1])
      #expect(byToken.status == 201)
      func names() async throws -> [String] { try await admin.client.tokens().map(\.name) }
      func shown() async throws -> [String]? {
        try await admin.client.administrators().first { $0.name == "Bo" }?.apiTokens
      }
      #expect(try await shown() == ["child", "sync", "till"])
      let lowered = try await ada.send("PATCH", "/api/v1/administrators/\(bo)", json: #"{"role":"operator"}"#)
      #expect(lowered.status == 200)
      #expect(try await shown() == ["till"])
      #expect(try await admin.send("GET", "/api/v1/me", token: tokens[1]).status == 401)
      #expect(try await ada.send("DELETE", "/api/v1/administrators/\(bo)").status == 204)
      #expect(try await admin.send("GET", "/api/v1/me", token: tokens[0]).status == 401)
      #expect(try await names() == ["own"])
    }
  }

  @Test("SEC-2 an API token is shown once, does what its role may, and ends when removed")
  func token() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let made = try await admin.send(
          "POST", "/api/v1/api-tokens", json: #"{"name":"till","role":"viewer"}"#)
        #expect(made.status == 201)
        let token = try AdminJSON.decoder.decode(TokenResource.self, from: made.data)
        let secret = try #require(token.token)
        #expect(try await !admin.send("GET", "/api/v1/api-tokens").text.contains(secret))
        #expect(try await admin.send("GET", "/api/v1/users", token: secret).status == 200)
        #expect(try await admin.send("DELETE", "/api/v1/users/1", token: secret).status == 403)
        #expect(try await admin.send("DELETE", "/api/v1/api-tokens/\(token.id)").status == 204)
        #expect(try await admin.send("GET", "/api/v1/users", token: secret).status == 401)
        let past = try await admin.send(
          "POST", "/api/v1/api-tokens", json: #"{"name":"b","role":"viewer","expiresAt":"2020-01-01T00:00:00Z"}"#)
        #expect(past.status == 400)
        let audit = try await admin.send("GET", "/api/v1/audit").text
        #expect(audit.contains("token.add") && audit.contains("token.remove") && !audit.contains(secret))
      }
    }
  }
}
