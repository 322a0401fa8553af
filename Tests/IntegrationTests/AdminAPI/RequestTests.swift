import AdminClient
import AdminModel
import CoreMetrics
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite("Requests to the HTTP API", .timeLimit(.minutes(1)))
struct RequestTests {
  @Test("a request without the right token is refused", arguments: [nil, "", "a-token-for-test", "another"])
  func token(token: String?) async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        for path in ["/api/v1/users", "/api/v1/status", "/api/v1/events/stream"] {
          let answer = try await admin.send("GET", path, token: token)
          #expect(answer.status == 401)
          #expect(answer.type == Problem.mediaType)
          #expect(try answer.problem().detail.contains("token"))
        }
      }
    }
  }

  @Test("health and metrics need no token")
  func monitoring() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let health = try await admin.send("GET", "/healthz", token: nil)
        #expect(health.status == 200)
        #expect(health.text == #"{"status":"ok"}"#)
        admin.metrics.makeCounter(label: "lockstep_logs_ingested_total", dimensions: []).increment(by: 3)
        let metrics = try await admin.send("GET", "/metrics", token: nil)
        #expect(metrics.type.hasPrefix("text/plain; version=0.0.4"))
        #expect(metrics.text.contains("\nlockstep_logs_ingested_total 3\n"))
      }
    }
  }

  @Test("metrics count devices by state, and say how long the oldest change waits that one of them has not got")
  func backlog() async throws {
    try await Doors.run(3, mode: .allDevices) { doors in
      try await Administration.run(doors.server) { admin in
        @Sendable func value(_ series: String) async throws -> Double? {
          let text = try await admin.send("GET", "/metrics", token: nil).text
          return text.split(separator: "\n").first { $0.hasPrefix(series + " ") }
            .flatMap { Double($0.dropFirst(series.count + 1)) }
        }
        await doors[2].disconnect()
        try await doors.until("two are left") { doors in doors.server.engine.onlineDevices.count == 2 }
        _ = try await admin.client.addUser(UserBody(id: .set("17")))
        for index in 0..<2 { try await doors.settled(index) }
        try await doors.until("both have it") { _ in
          try await value(#"lockstep_oldest_unsent_change_seconds{devices="online"}"#) == 0
        }
        #expect(try #require(await value(#"lockstep_oldest_unsent_change_seconds{devices="offline"}"#)) > 0)
        #expect(try await value(#"lockstep_oldest_waiting_pull_seconds{devices="offline"}"#) == 0)
        #expect(try await value(#"lockstep_devices{state="online"}"#) == 2)
        #expect(try await value(#"lockstep_devices{state="offline"}"#) == 1)
        #expect(try await value(#"lockstep_devices{state="waiting"}"#) == 0)
        #expect(try await value("lockstep_devices_on_hold") == 0)
        try doors.server.store.close()
        #expect(try await value(#"lockstep_devices{state="online"}"#)?.isNaN == true)
      }
    }
  }

  @Test("every refusal is problem details that say what is wrong and where")
  func problems() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let cases: [(String, String, String?, Int, String?)] = [
          ("GET", "/api/v1/nothing", nil, 404, nil),
          ("GET", "/api/v1/users/17", nil, 404, nil),
          ("GET", "/api/v1/users/-0-.", nil, 422, "user ID"),
          ("GET", "/api/v1/users?limit=0", nil, 400, "limit"),
          ("GET", "/api/v1/users?limit=many", nil, 400, "limit"),
          ("GET", "/api/v1/users?accessGroup=Nobody", nil, 404, nil),
          ("GET", "/api/v1/devices/0", nil, 400, "id"),
          ("GET", "/api/v1/devices/1001", nil, 404, nil),
          ("GET", "/api/v1/devices/1001/compare", nil, 404, nil),
          ("GET", "/api/v1/devices?state=lost", nil, 400, "state"),
          ("GET", "/api/v1/events?kind=nonsense", nil, 400, "kind"),
          ("GET", "/api/v1/settings/colour", nil, 404, nil),
          ("GET", "/api/v1/transfers/1", nil, 404, nil),
          ("POST", "/api/v1/users", "{", 400, nil),
          ("POST", "/api/v1/users", #"{"nmae":"Ada"}"#, 400, "nmae"),
          ("POST", "/api/v1/users", #"{"name":17}"#, 400, "name"),
          ("POST", "/api/v1/users", #"{"id":"007"}"#, 422, "user ID"),
          ("POST", "/api/v1/users", #"{"id":"1","accessGroups":["Nobody"]}"#, 404, nil),
          ("POST", "/api/v1/users", #"{"id":"1","cards":[{"kind":"csn","number":"zero"}]}"#, 422, "card number"),
          ("POST", "/api/v1/users", #"{"id":"1","cards":[{"kind":"paper","number":"1"}]}"#, 422, "card kind"),
          ("POST", "/api/v1/users", #"{"id":"1","securityLevel":6}"#, 422, "security level"),
          ("POST", "/api/v1/users", #"{"id":"1","securityLevel":300}"#, 422, "security level"),
          ("POST", "/api/v1/users", #"{"id":"1","end":"1970-01-01T00:00:00Z"}"#, 422, "end"),
          ("POST", "/api/v1/users", #"{"id":"1","pin":"AAAA"}"#, 422, "PIN"),
          ("POST", "/api/v1/access-groups", #"{"name":""}"#, 422, "access group name"),
          ("PUT", "/api/v1/settings/automatic-user-synchronization", #"{"value":"sometimes"}"#, 400, "value"),
          ("PUT", "/api/v1/settings/time-zone", #"{"value":"Mars/Olympus"}"#, 422, "time-zone"),
          ("POST", "/api/v1/transfers", #"{"users":["1"],"action":"juggle"}"#, 400, "action"),
          ("POST", "/api/v1/transfers", #"{"users":[],"action":"write"}"#, 400, "users"),
          ("POST", "/api/v1/devices/1001/register", "{}", 404, nil),
          ("POST", "/api/v1/devices/1001/content", #"{"choice":"forget"}"#, 400, "choice"),
          ("POST", "/api/v1/attention/1/retry", nil, 404, nil),
          ("POST", "/api/v1/differences/1/juggle", #"{"version":"1"}"#, 404, nil),
        ]
        for (verb, path, json, status, field) in cases {
          let answer = try await admin.send(verb, path, body: json.map { Data($0.utf8) })
          #expect(answer.status == status, "\(verb) \(path) \(json ?? "")")
          #expect(answer.type == Problem.mediaType, "\(verb) \(path)")
          let problem = try answer.problem()
          #expect(problem.status == status && !problem.title.isEmpty && !problem.detail.isEmpty)
          #expect(problem.field == field, "\(verb) \(path) \(json ?? ""): \(problem.detail)")
          if status == 422 { #expect(problem.limit != nil && problem.reason != nil, "\(path) \(json ?? "")") }
        }
        #expect(try await admin.client.users().all().isEmpty)
      }
    }
  }

  @Test(
    "a verb that an address does not take is refused with those that it takes",
    arguments: [
      ("POST", "/healthz", "GET, HEAD"), ("DELETE", "/metrics", "GET, HEAD"),
      ("PUT", "/api/v1/users", "GET, HEAD, POST"),
      ("POST", "/api/v1/users/17", "DELETE, GET, HEAD, PATCH"), ("GET", "/api/v1/users/17/restore", "POST"),
      ("POST", "/api/v1/devices/1001", "DELETE, GET, HEAD, PATCH"),
      ("DELETE", "/api/v1/settings/time-zone", "GET, HEAD, PUT"), ("GET", "/api/v1/attention/1/retry", "POST"),
      ("GET", "/api/v1/access-groups/1/users/17", "DELETE, PUT"),
    ])
  func wrongVerb(verb: String, path: String, allowed: String) async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let answer = try await admin.send(verb, path)
        #expect(answer.status == 405)
        #expect(answer.type == Problem.mediaType)
        #expect(answer.allow == allowed)
        let problem = try answer.problem()
        #expect(problem.detail.contains(verb) && problem.limit == allowed)
      }
    }
  }

  @Test("a server whose database cannot be read is not healthy, and tells nothing else")
  func unhealthy() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        try server.store.close()
        let health = try await admin.send("GET", "/healthz", token: nil)
        #expect(health.status == 503)
        #expect(health.text == #"{"status":"the database cannot be read"}"#)
        #expect(try await admin.send("GET", "/metrics", token: nil).status == 200)
      }
    }
  }

  @Test("LIMIT-5 a body over its limit is refused before it is read")
  func tooLarge() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let body = Data(#"{"name":""#.utf8) + Data(repeating: UInt8(ascii: "a"), count: 2 << 20) + Data(#""}"#.utf8)
        let answer = try await admin.send("POST", "/api/v1/users", body: body)
        #expect(answer.status == 413)
        #expect(try answer.problem().detail.contains("1048576"))
        #expect(try await admin.client.users().all().isEmpty)
      }
    }
  }

  @Test("LIMIT-5 a value over its limit is named with its limit, and never repeated")
  func overLimit() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let name = String(repeating: "x", count: 61)
        let problem = try await refusal { try await admin.client.addUser(UserBody(name: .set(name))) }
        #expect(problem.status == 422)
        #expect(problem.field == "name")
        #expect(problem.limit == "at most 48 characters")
        #expect(problem.reason == "found 61 characters")
        #expect(!problem.detail.contains(name))
      }
    }
  }
}
