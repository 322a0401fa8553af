import AdminClient
import AdminModel
import Foundation
import LockstepCore
import LockstepStore
import Testing

@Suite("Many users at once, and users and events as files", .timeLimit(.minutes(1)))
struct BulkTests {
  private func run(_ body: @Sendable (TestServer, Administration) async throws -> Void) async throws {
    try await TestServer.run { server in try await Administration.run(server) { try await body(server, $0) } }
  }

  @Test("each user of many has its own result: what one refuses does not hold up the others")
  func results() async throws {
    try await run { server, admin in
      _ = try await admin.client.addUser(UserBody(id: .set("1"), name: .set("Ada")))
      let many = BulkBody(users: [
        UserBody(id: .set("1"), name: .set("Ada Quill")), UserBody(id: .set("2")),
        UserBody(id: .set("3"), accessGroups: .set(["Nowhere"])), UserBody(id: .set("007")),
        UserBody(name: .set("Grace")), UserBody(id: .set("2")),
      ])
      let answer = try await admin.send("POST", "/api/v1/users/bulk", body: AdminJSON.encoder.encode(many))
      let bulk = try AdminJSON.decoder.decode(BulkResource.self, from: answer.data)
      #expect(bulk.results.map(\.outcome) == ["changed", "added", "refused", "refused", "added", "unchanged"])
      #expect(bulk.results[2].problem?.status == 404)
      #expect(bulk.results[3].problem?.status == 422)
      #expect(try await admin.client.users().all().map(\.name).sorted() == ["", "Ada Quill", "Grace"])
      let lines = try await server.store.read { try $0.audit(limit: 10) }
      #expect(lines.map(\.action).filter { $0 == "user.add" }.count == 3)
      #expect(lines.first?.action == "user.bulk")
    }
  }

  @Test("an unknown field of one of many, too many, or none: refused as a whole, with the place")
  func refused() async throws {
    try await run { server, admin in
      let unknown = try await admin.send(
        "POST", "/api/v1/users/bulk", json: #"{"users":[{"id":"1"},{"id":"2","nmae":"Ada"}]}"#)
      #expect(unknown.status == 400)
      #expect(try unknown.problem().detail.contains("nmae"))
      #expect(try await admin.send("POST", "/api/v1/users/bulk", json: #"{"users":[]}"#).status == 400)
      let many = BulkBody(users: Array(repeating: UserBody(), count: 1001))
      #expect(
        try await admin.send("POST", "/api/v1/users/bulk", body: AdminJSON.encoder.encode(many)).status == 400)
      #expect(try await server.store.read { try $0.userCount() } == 0)
    }
  }

  @Test(
    "a cursor that is none is refused",
    arguments: ["/users?cursor=%20", "/users?q=ada&cursor=x", "/users?q=ada&cursor=-1"])
  func cursor(path: String) async throws {
    try await run { _, admin in
      let problem = try await admin.send("GET", "/api/v1\(path)").problem()
      #expect(problem.status == 400 && problem.field == "cursor")
    }
  }

  @Test("a thousand users are one transaction and are there")
  func thousand() async throws {
    try await run { server, admin in
      let many = BulkBody(users: (1...1000).map { UserBody(id: .set("\($0)"), name: .set("Person \($0)")) })
      let answer = try await admin.send("POST", "/api/v1/users/bulk", body: AdminJSON.encoder.encode(many))
      #expect(try AdminJSON.decoder.decode(BulkResource.self, from: answer.data).added == 1000)
      #expect(try await server.store.read { try $0.userCount() } == 1000)
    }
  }

  @Test("a file of users has the filter's users, and no cell that a spreadsheet takes for a formula")
  func csv() async throws {
    try await run { _, admin in
      for (id, name) in [("1", "=HYPERLINK(\"x\")"), ("2", "+1"), ("3", "Ada, the \"first\""), ("4", "Grace")] {
        _ = try await admin.client.addUser(UserBody(id: .set(id), name: .set(name), department: .set("@\(id)")))
      }
      let answer = try await admin.send("GET", "/api/v1/users/export")
      #expect(answer.type == "text/csv; charset=utf-8")
      let lines = answer.text.components(separatedBy: "\r\n")
      #expect(lines[0].hasPrefix("\u{FEFF}id,name,e-mail,"))
      #expect(lines[0].contains("created (UTC)"))
      #expect(lines[1].hasPrefix("1,\"'=HYPERLINK(\"\"x\"\")\",,'@1,"))
      #expect(lines[2].hasPrefix("2,'+1,,'@2"))
      #expect(lines[3].hasPrefix("3,\"Ada, the \"\"first\"\"\","))
      let some = try await admin.send("GET", "/api/v1/users/export?q=grace&format=json")
      let object = try #require(JSONSerialization.jsonObject(with: some.data) as? [String: Any])
      #expect((object["items"] as? [[String: Any]])?.map { $0["id"] as? String } == ["4"])
      #expect(object["timeZone"] as? String == "UTC")
      #expect(try await admin.send("GET", "/api/v1/users/export?accessGroup=none").status == 404)
      #expect(try await admin.send("GET", "/api/v1/users/export?format=pdf").status == 400)
    }
  }

  @Test("a file of events is complete, however many pages it takes")
  func events() async throws {
    try await run { server, admin in
      for _ in 0..<3 { try await server.set(.allDevices) }
      try await server.set(.notUsed)
      let answer = try await admin.send("GET", "/api/v1/events/export?kind=mode-changed")
      let count = try await server.store.read { try $0.events(EventQuery(kind: .modeChanged, limit: 100)) }.count
      #expect(answer.text.components(separatedBy: "\r\n").count == count + 2)
    }
  }

  @Test("two operators cannot overwrite each other's change of a device")
  func deviceVersions() async throws {
    try await Doors.run(1) { doors in
      try await Administration.run(doors.server) { admin in
        let device = try await admin.client.device(1001)
        func change(_ name: String, _ version: Int64) async throws -> Int {
          try await admin.send(
            "PATCH", "/api/v1/devices/1001?version=\(version)", json: #"{"name":"\#(name)"}"#
          ).status
        }
        #expect(try await change("North", device.version) == 200)
        #expect(try await change("South", device.version) == 412)
        #expect(try await admin.client.device(1001).name == "North")
      }
    }
  }
}
