import AdminModel
import Foundation
import HTTPTypes
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@testable import AdminAPI

@Suite("Roles and the audit log", .timeLimit(.minutes(1)))
struct RoleTests {
  /// The routes behind the sign-in.
  private static func routes(_ admin: Administration) -> [(verb: String, path: String)] {
    admin.routes.filter {
      $0.path.hasPrefix("/api/v1/") && !$0.path.hasPrefix("/api/v1/sign-in") && $0.path != "/api/v1/openapi.json"
    }
  }

  private static func token(_ role: Role, _ admin: Administration) async throws -> String {
    let made = try await admin.send(
      "POST", "/api/v1/api-tokens", json: #"{"name":"\#(role)","role":"\#(role.rawValue)"}"#)
    return try #require(try AdminJSON.decoder.decode(TokenResource.self, from: made.data).token)
  }

  @Test("SEC-2 every route asks for its role: who has less gets 403 and a line in the audit log, and changes nothing")
  func table() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let routes = Self.routes(admin)
        #expect(Set(routes.map { "\($0.verb) \($0.path)" }) == Set(ExpectedRoles.byRoute.keys))
        for named in RouteRoles.named {
          #expect(routes.contains { "\($0.verb) \($0.path)" == named }, "\(named) is no route")
        }
        for role in [Role.viewer, .operator] {
          let token = try await Self.token(role, admin)
          for (verb, path) in routes where path != "/api/v1/events/stream" {
            let needed = try #require(ExpectedRoles.byRoute["\(verb) \(path)"])
            let answer = try await admin.send(
              verb, Administration.filled(path), body: verb == "GET" ? nil : Data("{}".utf8), token: token)
            if role < needed {
              #expect(answer.status == 403, "\(verb) \(path) as \(role)")
              guard verb != "GET" else { continue }
              let line = try await server.store.read { try $0.audit(limit: 1).first }
              #expect(line?.outcome == .refused)
              #expect(line?.action == "\(verb) \(path)")
              #expect(line?.actor.name == role.rawValue)
            } else {
              #expect(answer.status != 403 && answer.status != 401, "\(verb) \(path) as \(role)")
            }
          }
        }
        for (verb, path) in routes {
          #expect(try await admin.send(verb, Administration.filled(path), token: nil).status == 401, "\(verb) \(path)")
          #expect(
            try await admin.send(verb, Administration.filled(path), token: "guessed").status == 401, "\(verb) \(path)")
        }
      }
    }
  }

  @Test("SEC-2 SEC-3 a viewer sees that a card is there, never its number")
  func cards() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let (viewer, number) = (try await Self.token(.viewer, admin), "4711081547")
        let added = try await admin.send(
          "POST", "/api/v1/users", json: #"{"id":"17","name":"Ada","cards":[{"kind":"csn","number":"\#(number)"}]}"#)
        #expect(added.text.contains(number))
        let hexadecimal = String(4_711_081_547, radix: 16)
        for path in [
          "/users", "/users/17", "/users/17/provenance", "/users/export?format=json", "/users/export", "/attention",
        ] {
          let answer = try await admin.send("GET", "/api/v1\(path)", token: viewer)
          #expect(answer.status == 200)
          #expect(!answer.text.contains(number) && !answer.text.contains(hexadecimal), "\(path)")
        }
        // Nor does an answer tell who has a number that somebody tries.
        for (token, finds) in [(viewer, false), (Administration.token, true)] {
          for path in ["/users?q=\(number)", "/users/export?format=json&q=\(number)"] {
            let answer = try await admin.send("GET", "/api/v1\(path)", token: token)
            #expect(answer.status == 200 && answer.text.contains("Ada") == finds, "\(path)")
          }
        }
        let user = try await admin.send("GET", "/api/v1/users/17", token: viewer)
        #expect(try AdminJSON.decoder.decode(UserResource.self, from: user.data).cards.map(\.kind) == ["csn"])
        #expect(try await admin.send("GET", "/api/v1/users/17/provenance").text.contains(hexadecimal))
      }
    }
  }

  @Test("SEC-2 HEAD asks for the role of GET, and gets its status without its body")
  func head() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let token = try await Self.token(.viewer, admin)
        let users = try await admin.send("HEAD", "/api/v1/users", token: token)
        #expect(users.status == 200 && users.data.isEmpty)
        #expect(try await admin.send("HEAD", "/api/v1/audit", token: token).status == 403)
        #expect(try await admin.send("HEAD", "/api/v1/users", token: nil).status == 401)
        #expect(try await admin.send("HEAD", "/healthz", token: nil).status == 200)
      }
    }
  }

  @Test("SEC-2 SEC-3 a change is in the audit log with who, what before and after, and where from; no card number is")
  func audit() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let token = try await Self.token(.operator, admin)
        func send(_ verb: String, _ path: String, _ json: String? = nil) async throws {
          let answer = try await admin.send(verb, path, body: json.map { Data($0.utf8) }, token: token)
          #expect((200..<300).contains(answer.status), "\(verb) \(path): \(answer.text)")
        }
        try await send(
          "POST", "/api/v1/users", #"{"id":"17","name":"Ada","cards":[{"kind":"csn","number":"4711081547"}]}"#)
        try await send("PATCH", "/api/v1/users/17", #"{"name":"Ada Quill"}"#)
        try await send("DELETE", "/api/v1/users/17")
        try await send("POST", "/api/v1/users/17/restore")
        let lines = try await server.store.read { try $0.audit(object: "user 17", limit: 10) }
        try #require(lines.map(\.action) == ["user.restore", "user.remove", "user.change", "user.add"])
        #expect(lines.allSatisfy { $0.actor.name == "operator" && $0.actor.way == .token })
        #expect(lines.allSatisfy { $0.actor.address == "127.0.0.1" && $0.outcome == .done })
        #expect(lines[2].before == #"{"name":"Ada"}"#)
        #expect(lines[2].after == #"{"name":"Ada Quill"}"#)
        #expect(lines[3].before == nil && lines[1].after == nil)
        #expect(lines.allSatisfy { !"\($0.before ?? "")\($0.after ?? "")".contains("4711081547") })
        #expect(lines[3].after?.contains(#""cards":1"#) == true)
      }
    }
  }
}
