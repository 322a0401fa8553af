import AdminModel
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@testable import AdminAPI

@Suite("Pages of projects", .timeLimit(.minutes(1)))
struct ProjectPageTests {
  private static func crowd(_ numbers: Range<Int>) -> [String] {
    numbers.map { "Vera\($0),Holm,v\($0)@a.example,\(5000 + $0),s\($0)" }
  }

  private func run(_ body: @Sendable (TestServer, Administration, StoredProject) async throws -> Void) async throws {
    try await TestServer.run { server in
      let project = try await server.addProject("North")
      try await Administration.run(server) { admin in try await body(server, admin, project) }
    }
  }

  private func text(_ path: String, _ admin: Administration, token: String = Administration.token) async throws
    -> String
  {
    let page = try await admin.send("GET", path, token: token)
    #expect(page.status == 200, "\(path)")
    return page.text
  }

  @Test("AUTO-12 people are listed with their status, by status and by name; deleted ones until every door confirms")
  func people() async throws {
    try await run { server, admin, project in
      try await server.bring(Self.crowd(0..<3), to: project)
      let people = try await server.people(of: project)
      _ = try await server.handOver(people[0].user)
      let all = try await text("/projects/north", admin)
      #expect(all.contains("Invitation sent") && all.contains("Invitation waiting") && all.contains("Vera2 Holm"))
      #expect(all.contains("no mail server is configured") && all.contains(">5001<"))
      let sent = try await text("/projects/north?status=invitation-sent", admin)
      #expect(sent.contains("Vera0 Holm") && !sent.contains("Vera1 Holm"))
      let found = try await text("/projects/north?q=vera2", admin)
      #expect(found.contains("Vera2 Holm") && !found.contains("Vera1 Holm"))
      #expect(try await admin.send("GET", "/projects/north?status=nothing").status == 400)
      #expect(try await admin.send("GET", "/projects/south").status == 404)
      let user = try await text("/users/\(people[0].user)", admin)
      #expect(user.contains("href=\"/projects/north\">North</a>") && user.contains("readonly"))
      #expect(try await text("/users", admin).contains("Invitation sent"))
    }
  }

  @Test("AUTO-12 invitations that wait for their release are counted and listed")
  func release() async throws {
    try await TestServer.run { server in
      let project = try await server.addProject("North") { $0.invitations = .whenReleased }
      try await server.bring(Self.crowd(0..<22), to: project)
      try await Administration.run(server) { admin in
        let page = try await text("/projects/north", admin)
        #expect(page.contains("22 people are not invited yet.") && page.contains("Release all 22 invitations"))
        #expect(page.contains("… and 2 more"))
      }
    }
  }

  @Test(
    "SEC-3 the ID is shown to those who may change it, not to a viewer; an admin of the project does what an operator may"
  )
  func roles() async throws {
    try await run { server, admin, project in
      try await server.bring(Self.crowd(0..<3), to: project)
      let nora = try await server.engine.commit { try $0.addAdministrator(named: "Nora", role: .viewer, at: 1) }
      let made = try await admin.send("POST", "/api/v1/administrators/\(nora.id)/link", json: "{}")
      let link = try AdminJSON.decoder.decode(SignInLink.self, from: made.data)
      var browser = Browser(url: admin.url)
      let token = try #require(link.url.split(separator: "/").last.map(String.init))
      _ = try await browser.give("a long enough one", byLink: token)
      let before = String(decoding: try await browser.send("GET", "/projects/north").data, as: UTF8.self)
      #expect(
        before.contains("Vera1 Holm") && !before.contains("5001") && !before.contains("data-api=\"POST /api/v1/p"))
      #expect(try await browser.send("GET", "/projects/north/upload").status == 403)
      _ = try await server.engine.commit {
        try $0.setAdmin(nora.id, ofProject: project.id, isOfficialContact: false, at: 1)
      }
      let after = String(decoding: try await browser.send("GET", "/projects/north").data, as: UTF8.self)
      #expect(after.contains(">5001<") && after.contains("/invitations/resend"))
      #expect(try await browser.send("GET", "/projects/north/upload").status == 200)
      let change = try await browser.send("PATCH", "/api/v1/projects/north", json: #"{"supportContact":"the desk"}"#)
      #expect(change.status == 200)
    }
  }

  @Test("AUTO-6 what waits is listed with the code of exactly that set; the other pages say that something waits")
  func held() async throws {
    try await run { server, admin, project in
      try await server.bring(Self.crowd(0..<40), to: project)
      let report = try await server.bring(Self.crowd(0..<20) + ["Gus,Holm,g@a.example,9000,g1"], to: project)
      let set = try #require(report.run?.heldSet).map { String(format: "%02x", $0) }.joined()
      let page = try await text("/projects/north/held", admin)
      #expect(page.contains("20 deletions wait for approval") && page.contains("Approve these 20"))
      #expect(page.contains("{&quot;set&quot;:&quot;\(set)&quot;}") && page.contains("Vera39 Holm"))
      for path in ["/projects/north", "/projects/north/settings", "/", "/attention"] {
        #expect(try await text(path, admin).contains("href=\"/projects/north/held\""), "\(path)")
      }
      #expect(try await text("/projects", admin).contains("waits for approval"))
      let id = try #require(report.run?.id)
      let run = try await text("/projects/north/runs/\(id)", admin)
      #expect(run.contains("Gus Holm") && run.contains("runs/\(id)/export") && run.contains("20 held"))
      // Whose row keeps no name, since nothing was changed, has the one of now.
      #expect(run.contains("<td class=\"lead\">Vera0 Holm</td>"))
    }
  }

  @Test("AUTO-15 a row whose ID is somebody's card asks: same person or other person; a conflict tells its reason")
  func persons() async throws {
    try await run { server, admin, project in
      for (user, name, number) in [("17", "Ada Quill", 4711), ("18", "Bo Lind", 4712)] {
        var record = UserRecord(id: try UserID(user), name: name)
        record.setCards([Card(kind: .csn, number: try CardNumber(text: "\(number)"))])
        try await server.add(record)
      }
      try await server.bring(["Bo,Lind,bo@a.example,4712,b1"], to: project)
      let south = try await server.addProject("South")
      try await server.bring(["Eva,Stone,eva@a.example,4711,e1", "Bo,Lind,bo2@a.example,4712,b1"], to: south)
      let page = try await text("/projects/south/held", admin)
      #expect(page.contains("Eva Stone") && page.contains("href=\"/users/17\">Ada Quill</a>"))
      #expect(page.contains("same-person") && page.contains("other-person"))
      #expect(page.contains("the ID belongs to a person of project North"))
    }
  }

  @Test("AUTO-11 the info box has date, time and zone; a refused file and a missed run are said in red")
  func state() async throws {
    try await run { server, admin, project in
      #expect(try await text("/projects/north/settings", admin).contains("No Auto-sync has been completed yet"))
      try await server.bring(Self.crowd(0..<3), to: project)
      let done = try await text("/projects/north/settings", admin)
      #expect(done.contains("notice info") && done.contains("Last completed Auto-sync:") && done.contains("(UTC)"))
      #expect(done.contains("The next one is expected by"))
      let refused = try await server.bring(["Vera0,Holm,v0@a.example,,s0"], to: project)
      let run = try #require(refused.run?.id)
      let red = try await text("/projects/north/settings", admin)
      #expect(red.contains("notice-refused bad") && red.contains("href=\"/projects/north/runs/\(run)\""))
      let page = try await text("/projects/north/runs/\(run)", admin)
      #expect(page.contains("it is empty") && page.contains("<td data-label=\"Line\">2</td>"))
      let later = server.engine.now() + 3 * 3_600_000
      _ = try await server.engine.commit { try $0.raiseMissedRuns(at: later) }
      #expect(try await text("/projects/north", admin).contains("One is expected every 1 hour."))
      #expect(try await text("/", admin).contains("No run came: North"))
    }
  }

  @Test("AUTO-9 an upload key may do nothing but upload: it sees no page")
  func uploadKey() async throws {
    try await run { server, admin, project in
      let (key, now) = (Secret(), server.engine.now())
      _ = try await server.engine.commit {
        try $0.addKey(named: "task", toProject: project.id, digest: key.digest, by: "test", at: now)
      }
      for path in [
        "/", "/projects/north", "/projects/north/settings", "/users", "/help", "/projects/north/authority.crt",
      ] {
        let page = try await admin.send("GET", path, token: key.text)
        #expect(page.status == 401 && !page.text.contains("North") && !page.text.contains("<nav"), "\(path)")
      }
    }
  }

  @Test("admins are shown with who is told; nobody to tell is said")
  func admins() async throws {
    try await run { server, admin, project in
      for path in ["/projects/north", "/projects/north/settings", "/projects/north/admins"] {
        #expect(try await text(path, admin).contains("there is no admin"), "\(path)")
      }
      let nora = try await server.engine.commit { try $0.addAdministrator(named: "Nora", role: .operator, at: 1) }
      _ = try await server.engine.commit {
        try $0.setAdmin(nora.id, ofProject: project.id, isOfficialContact: false, at: 1)
      }
      let page = try await text("/projects/north/admins", admin)
      #expect(page.contains("No official contact has an e-mail address") && page.contains("badge\">Official contact"))
      #expect(try await text("/projects/north", admin).contains("href=\"/projects/north/admins\">Choose somebody"))
      _ = try await server.engine.commit { try $0.changeAdministrator(nora.id, email: "nora@a.example") }
      for path in ["/projects/north", "/projects/north/settings", "/projects/north/admins"] {
        #expect(try await !text(path, admin).contains("Nobody is told"), "\(path)")
      }
    }
  }
}
