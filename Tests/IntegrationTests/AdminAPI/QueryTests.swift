import AdminModel
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@testable import AdminAPI

@Suite("Parameters of the query", .timeLimit(.minutes(1)))
struct QueryTests {
  @Test("a parameter that a route does not know is refused with those that it knows, on every route")
  func unknown() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let routes = admin.routes.filter { $0.path.hasPrefix("/api/v1/") }
        #expect(routes.count > 50)
        for (verb, path) in routes {
          let answer = try await admin.send(
            verb, Administration.filled(path) + "?colour=red", body: verb == "GET" ? nil : Data("{}".utf8))
          #expect(answer.status == 400, "\(verb) \(path)")
          let problem = try answer.problem()
          let known = DescribedParameters.byRoute["\(verb) \(path)"] ?? ["the route is not described"]
          #expect(problem.field == "colour", "\(verb) \(path)")
          #expect(problem.limit == (known.isEmpty ? "none" : known.joined(separator: ", ")), "\(verb) \(path)")
        }
        let slip = try await admin.send("GET", "/api/v1/users?acessGroup=Nobody").problem()
        #expect(slip.detail == "acessGroup: there is no such parameter here; allowed: q, accessGroup, limit, cursor")
        let twice = try await admin.send("GET", "/api/v1/users?limit=1&limit=2")
        #expect(try twice.status == 400 && twice.problem().field == "limit")
        #expect(try await admin.send("HEAD", "/api/v1/users?limit=1").status == 200)
        #expect(try await admin.send("HEAD", "/api/v1/users?colour=red").status == 400)
        #expect(try await admin.send("GET", "/api/v1/users?").status == 200)
        // Before they are known, people are told only that they are not.
        #expect(try await admin.send("GET", "/api/v1/users?colour=red", token: nil).status == 401)
      }
    }
  }

  @Test(
    "a cursor that no page has given out is refused, wherever there is one",
    arguments: ["audit", "access-groups", "devices", "differences", "attention", "events", "users", "users?q=ada"])
  func cursor(list: String) async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        for cursor in ["-1", "0", "+1", "1.5", "x.y", "99999999999999999999", "%00", "1%20"] {
          // The lists of users go by their IDs, but for those that are found by a word.
          if list == "users", ["-1", "0", "99999999999999999999"].contains(cursor) { continue }
          if list == "users?q=ada", cursor == "0" || cursor == "+1" { continue }
          let answer = try await admin.send(
            "GET", "/api/v1/\(list)\(list.contains("?") ? "&" : "?")cursor=\(cursor)")
          #expect(try answer.status == 400 && answer.problem().field == "cursor", "\(list) \(cursor)")
        }
        #expect(try await admin.send("GET", "/api/v1/\(list)").status == 200)
      }
    }
  }

  @Test(
    "a search is for what it says, whatever characters it has",
    arguments: ["\"", "\"\u{301}x", "a\" OR b", "%\u{301}", "{{"])
  func search(text: String) async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let word = try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
        for path in ["users?q=abc\(word)", "users?q=\(word)abc"] {
          #expect(try await admin.send("GET", "/api/v1/\(path)").status == 200, "\(path)")
        }
      }
    }
  }

  @Test("decided entries are listed on demand, as the description says")
  func state() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        for list in ["attention", "differences"] {
          for state in ["open", "closed", "all"] {
            let answer = try await admin.send("GET", "/api/v1/\(list)?state=\(state)")
            #expect(answer.status == 200)
          }
          let wrong = try await admin.send("GET", "/api/v1/\(list)?state=lost").problem()
          #expect(wrong.limit == "open, closed, all")
        }
      }
    }
  }
}
