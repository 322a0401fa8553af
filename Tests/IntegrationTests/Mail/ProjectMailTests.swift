import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import LockstepTesting
import Testing

/// What people and official contacts read of a project, at a real mail server.
@Suite("Mail of projects", .timeLimit(.minutes(1)))
struct ProjectMailTests {
  private static func crowd(_ numbers: Range<Int>) -> [String] {
    numbers.map { "Vera\($0),Holm,v\($0)@a.example,\(5000 + $0),s\($0)" }
  }

  private func run(
    _ body: @Sendable (TestServer, Administration, MailServer, StoredProject) async throws -> Void
  ) async throws {
    let mail = try await MailServer.start([])
    try await TestServer.run { server in
      let project = try await server.addProject("North") {
        $0.supportContact = "the desk"
        $0.senderName = "North Doors"
      }
      let nora = try await server.engine.commit {
        try $0.addAdministrator(named: "Nora", role: .operator, email: "nora@a.example", at: 1)
      }
      _ = try await server.engine.commit {
        try $0.setAdmin(nora.id, ofProject: project.id, isOfficialContact: true, at: 1)
      }
      ProjectMail.attach(to: server.engine)
      try await Administration.run(server) { admin in
        server.engine.mail.consoleURL = admin.url + "/"
        try await server.use(mail)
        try await server.bring(Self.crowd(0..<1), to: project)
        try await body(server, admin, mail, project)
      }
    }
    await mail.stop()
  }

  @Test("AUTO-12 the link of the invitation that arrives activates one phone; a newer invitation ends it")
  func invitation() async throws {
    try await run { server, admin, mail, project in
      let got = try await mail.mail(to: "v0@a.example")
      let link = try #require(got.links.first)
      #expect(link.hasPrefix("\(admin.url)/invitation/"))
      #expect(got.headers["From"]?.hasPrefix("North Doors") == true)
      #expect(got.text.contains("Hello Vera0 Holm") && got.text.contains("Questions? the desk"))
      try await server.outbox(1, becomes: .sent)
      let user = try #require(try await server.people(of: project).first?.user)
      let person = try #require(try await server.person(user))
      #expect(person.status == .invitationSent)
      #expect((person.expiresAt ?? 0) - (person.invitedAt ?? 0) == WriteTransaction.invitationLife)
      let path = String(link.dropFirst(admin.url.count))
      let browser = Browser(url: admin.url)
      #expect(try await browser.send("GET", path).status == 200)
      #expect(try await server.person(user)?.status == .invitationSent)
      #expect(try await browser.send("POST", path).status == 200)
      #expect(try await server.person(user)?.status == .active)
      let now = server.engine.now()
      try await server.engine.commit {
        try $0.resendInvitation(of: user, project: project.id, source: .operator("test"), at: now)
      }
      #expect(try await browser.send("POST", path).status == 404)
      try await server.outbox(2, becomes: .sent)
      let links = try await mail.mails(count: 2).flatMap(\.links)
      #expect(Set(links).count == 2)
      #expect(try await browser.send("GET", String(links[1].dropFirst(admin.url.count))).status == 200)
    }
  }

  @Test(
    "AUTO-12 an invitation that is replaced while it is handed over lets nobody in: the new address alone gets a link")
  func replacedUnderWay() async throws {
    try await run { server, admin, mail, project in
      try await server.bring(Self.crowd(0..<1) + ["Bo,Lind,slow@typo.example,43,b1"], to: project)
      try await mail.event { if case .waiting = $0 { true } else { nil } }
      // The address was wrong, and the mail to it can no longer be held back.
      try await server.bring(Self.crowd(0..<1) + ["Bo,Lind,bo@a.example,43,b1"], to: project)
      try mail.goOn()
      let wrong = try #require(try await mail.mail(to: "slow@typo.example").links.first)
      let right = try #require(try await mail.mail(to: "bo@a.example").links.first)
      for id in [2, 3] { try await server.outbox(Int64(id), becomes: .sent) }
      let browser = Browser(url: admin.url)
      #expect(try await browser.send("POST", String(wrong.dropFirst(admin.url.count))).status == 404)
      #expect(try await browser.send("POST", String(right.dropFirst(admin.url.count))).status == 200)
    }
  }

  @Test("AUTO-12 an invitation of somebody who is deleted before the hand-over is not sent")
  func withdrawn() async throws {
    try await run { server, _, mail, project in
      try await server.outbox(1, becomes: .sent)
      let user = try #require(try await server.people(of: project).first?.user)
      let values = ["project": MailValue.text("North"), "name": .text("Vera0 Holm")]
      let now = server.engine.now()
      let phone = Secret()
      let secret = try await server.handOver(user)
      _ = try await server.engine.commit { store in
        _ = try store.activate(link: secret.digest, phone: phone.digest, at: now)
        return try store.post(
          MailItem(.invitation, project: project.id, user: user, language: "en", content: values),
          to: ["v0@a.example"], at: now)
      }
      try await server.outbox(2, becomes: .withdrawn)
      #expect(try await mail.mails(count: 1).count == 1)
    }
  }

  @Test("AUTO-5 AUTO-6 official contacts read every error with its line, and who would be removed, with links to both")
  func contacts() async throws {
    try await run { server, admin, mail, project in
      try await server.bring(["Vera0,Holm,,5000,s0", "Bo,Lind,bo@a.example,abc xyz,b1"], to: project)
      let errors = try await mail.mail { $0.subject.contains("refused") }
      #expect(errors.recipients == ["nora@a.example"])
      #expect(errors.subject == "North: the people file was refused (2 errors)")
      #expect(errors.text.contains("Line 2, E-mail address: it is empty"))
      #expect(errors.text.contains("mobile-id-users.csv of ") && errors.text.contains("(UTC)"))
      let run = try #require(try await server.store.read { try $0.lastRun(ofProject: project.id) })
      #expect(errors.links == ["\(admin.url)/projects/north/runs/\(run.id)"])

      try await server.bring(Self.crowd(0..<40), to: project)
      try await server.bring(Self.crowd(0..<20), to: project)
      let held = try await mail.mail { $0.subject.contains("wait for approval") }
      #expect(held.subject == "North: 20 deletions wait for approval")
      #expect(held.text.contains("- Vera39 Holm: delete") && held.links == ["\(admin.url)/projects/north/held"])
    }
  }
}
