import AdminClient
import AdminModel
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite("Projects and their files over HTTP", .timeLimit(.minutes(1)))
struct ProjectTests {
  private static let head = "First name,Last name,E-mail address,ID,Sync ID\n"

  private static func crowd(_ numbers: Range<Int>) -> String {
    head + numbers.map { "Vera\($0),Holm,v\($0)@a.example,\(5000 + $0),s\($0)\n" }.joined()
  }

  private static func project(_ admin: Administration, _ name: String = "North") async throws -> ProjectResource {
    try await admin.client.addProject(ProjectBody(name: name))
  }

  /// To whom the door would open.
  private static func holder(_ presented: Presented, _ memory: DeviceMemory) -> UserID? {
    var memory = memory
    guard case .granted(let user) = memory.present(presented, at: 1_800_000_000_000) else { return nil }
    return user
  }

  private static func upload(
    _ admin: Administration, _ text: String, to project: String = "north", query: String = "",
    token: String? = Administration.token
  ) async throws -> (status: Int, data: Data) {
    let answer = try await admin.send(
      "PUT", "/api/v1/projects/\(project)/auto-sync\(query)", body: Data(text.utf8), token: token)
    return (answer.status, answer.data)
  }

  private static func result(_ answer: (status: Int, data: Data)) throws -> RunResult {
    try AdminJSON.decoder.decode(RunResult.self, from: answer.data)
  }

  @Test("AUTO-9 an upload key uploads to its project, and may do nothing else")
  func key() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let north = try await Self.project(admin)
        _ = try await Self.project(admin, "South")
        let key = try #require(try await admin.client.addProjectKey("north", named: "payroll").key)
        #expect(try await Self.upload(admin, Self.crowd(0..<3), token: key).status == 200)
        #expect(try await Self.upload(admin, Self.crowd(0..<3), to: "south", token: key).status == 401)
        #expect(try await Self.upload(admin, Self.crowd(0..<3), token: key + "x").status == 401)
        for (verb, path) in [
          ("GET", "/api/v1/users"), ("GET", "/api/v1/projects/north"), ("GET", "/api/v1/me"),
          ("POST", "/api/v1/projects/north/keys"),
        ] {
          let answer = try await admin.send(verb, path, body: verb == "GET" ? nil : Data("{}".utf8), token: key)
          #expect(answer.status == 403, "\(verb) \(path)")
        }
        let keys = try await admin.client.projectKeys("north")
        #expect(keys.map(\.name) == ["payroll"])
        let history = try await admin.client.runs("north").all()
        #expect(history.map(\.way) == ["upload"] && history.map(\.actor) == ["payroll"])
        try await admin.client.removeProjectKey(north.shortName, keys[0].id)
        #expect(try await Self.upload(admin, Self.crowd(0..<3), token: key).status == 401)
      }
    }
  }

  @Test("AUTO-5 AUTO-6 AUTO-7 AUTO-9 done, no change, held, refused, switched off: each with its status")
  func statuses() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        _ = try await Self.project(admin)
        let dry = try await Self.upload(admin, Self.crowd(0..<30), query: "?dry-run=true&file=people.csv")
        #expect(dry.status == 200)
        #expect(try Self.result(dry).dryRun && Self.result(dry).counts.added == 30)
        #expect(try await admin.client.people("north").all().isEmpty)
        #expect(try await Self.upload(admin, Self.crowd(0..<30)).status == 200)
        #expect(try Self.result(await Self.upload(admin, Self.crowd(0..<30))).outcome == "no-change")
        let bad = try await Self.upload(admin, Self.crowd(0..<30) + "Eve,Stone,nobody,7,e7\n")
        #expect(bad.status == 422)
        #expect(try Self.result(bad).rows.map(\.user) == ["E-mail address"])
        let held = try await Self.upload(admin, Self.crowd(12..<31))
        #expect(held.status == 202)
        let shown = try Self.result(held)
        let (run, set) = (try #require(shown.run), try #require(shown.heldSet))
        #expect(try await admin.client.held("north").all().map(\.name).first == "Vera0 Holm")
        #expect(try await admin.client.project("north").held == ["deletions": 12])
        await #expect(throws: (any Error).self) {
          _ = try await admin.client.approve("north", run: run, set: "00" + set.dropFirst(2))
        }
        let approval = try await admin.client.approve("north", run: run, set: set)
        #expect(approval.counts.deleted == 12)
        #expect(try await admin.client.people("north").all().count == 19)
        _ = try await admin.client.changeProject("north", ProjectChange(enabled: .set(false)))
        let off = try await Self.upload(admin, Self.crowd(12..<32))
        #expect(off.status == 409 && String(decoding: off.data, as: UTF8.self).contains("switched off"))
        let csv = try await admin.send("GET", "/api/v1/projects/north/runs/\(run)/export", token: Administration.token)
        #expect(csv.status == 200)
        let metrics = try await admin.send("GET", "/metrics", token: nil)
        #expect(String(decoding: metrics.data, as: UTF8.self).contains("lockstep_auto_sync_held{project=\"north\"} 0"))
        #expect(String(decoding: csv.data, as: UTF8.self).split(separator: "\r\n").count == 1 + 31)
      }
    }
  }

  @Test("AUTO-9 a file that claims to be too large is refused before it is read")
  func tooLarge() async throws {
    try await TestServer.run { server in
      let sync = AutoSync(engine: server.engine, directory: server.directory)
      let file = try sync.spool(for: try await server.addProject("South"), limit: 10)
      #expect(throws: AutoSyncError.tooLarge(limit: 10)) { try file.append(Data(repeating: 65, count: 11)) }
      try await Administration.run(server) { admin in
        _ = try await Self.project(admin)
        let port = try #require(URL(string: admin.url)?.port)
        try await WebClient.run(port: port) { client in
          try await client.send(
            "PUT /api/v1/projects/north/auto-sync HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(Administration.token)\r\n"
              + "Content-Length: 2147483648\r\n\r\n")
          #expect(try await client.receive()?.contains("413") == true)
        }
      }
      let left = server.directory.appendingPathComponent("uploads").path
      #expect((try? FileManager.default.contentsOfDirectory(atPath: left))?.isEmpty ?? true)
    }
  }

  @Test(
    "AUTO-2 AUTO-15 a door grants a new person's phone, and denies it after the deletion; a card stays with its user")
  func door() async throws {
    try await Doors.run(1) { doors in
      try await Administration.run(doors.server) { admin in
        _ = try await Self.project(admin)
        let mira = UserRecord(
          id: try UserID("7"), name: "Mira Solberg", cards: [Card(kind: .csn, number: try CardNumber(text: "12345"))])
        _ = try doors[0].enrol(mira)
        try await doors.until("Mira is known") { try await $0.server.user(mira.id) != nil }
        let both = Self.head + "Ada,Quill,ada@a.example,42,s1\nMira,Solberg,mira@a.example,12345,s2\n"
        #expect(try Self.result(await Self.upload(admin, both)).counts.linked == 1)
        let ada = try #require(try await admin.client.people("north").all().first { $0.firstName == "Ada" })
        try await doors[0].waitUntilHolds(try UserID(ada.user))
        try await doors[0].waitUntilHolds(mira.id) { $0.record.cards.count == 2 }
        let (phone, card) = (try CardNumber(text: "42"), try CardNumber(text: "12345"))
        #expect(Self.holder(.phone(phone), doors[0].memory)?.text == ada.user)
        #expect(Self.holder(.phone(card), doors[0].memory) == mira.id)
        #expect(Self.holder(.card(card), doors[0].memory) == mira.id)
        #expect(try await Self.upload(admin, Self.head + "Bo,Lind,bo@a.example,43,s3\n").status == 200)
        try await doors.until("Ada is gone") { $0[0].memory.user(try UserID(ada.user)) == nil }
        try await doors[0].waitUntilHolds(mira.id) { $0.record.cards.count == 1 }
        #expect(Self.holder(.phone(phone), doors[0].memory) == nil)
        #expect(Self.holder(.phone(card), doors[0].memory) == nil)
        #expect(Self.holder(.card(card), doors[0].memory) == mira.id)
      }
    }
  }

  @Test("SEC-2 a project's admin does in it what an operator may, and nothing elsewhere")
  func admin() async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        _ = try await Self.project(admin)
        _ = try await Self.project(admin, "South")
        let nora = try await admin.client.addAdministrator(
          AdministratorBody(name: "Nora", role: "viewer", email: "nora@a.example"))
        let link = try await admin.client.makeSignInLink(for: nora.id)
        var browser = Browser(url: admin.url)
        _ = try await browser.give(
          "a long enough password", byLink: link.url.split(separator: "/").last.map(String.init) ?? "")
        let file = Self.crowd(0..<3)
        #expect(try await browser.send("PUT", "/api/v1/projects/north/auto-sync", json: file).status == 403)
        _ = try await admin.client.setProjectAdmin("north", nora.id, officialContact: true)
        #expect(try await admin.client.project("north").warning == nil)
        #expect(try await browser.send("PUT", "/api/v1/projects/north/auto-sync", json: file).status == 200)
        #expect(try await browser.send("POST", "/api/v1/projects/north/keys", json: #"{"name":"a"}"#).status == 201)
        #expect(try await browser.send("PUT", "/api/v1/projects/south/auto-sync", json: file).status == 403)
        #expect(try await browser.send("POST", "/api/v1/projects/south/keys", json: #"{"name":"a"}"#).status == 403)
        #expect(try await browser.send("DELETE", "/api/v1/projects/north").status == 403)
        #expect(
          try await browser.send("PUT", "/api/v1/projects/north/admins/1", json: #"{"officialContact":true}"#).status
            == 403)
        #expect(try await browser.send("POST", "/api/v1/access-groups", json: #"{"name":"a"}"#).status == 403)
      }
    }
  }
}
