import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@testable import AdminAPI

@Suite("Pages of a person's phone", .timeLimit(.minutes(1)))
struct PhoneTests {
  private static let ada = "Ada,<b>Quill</b>,ada@quill.example,4711,s1"

  /// A person who has an invitation, and a browser that nobody has signed in with.
  private func run(
    _ body: @Sendable (TestServer, Administration, Browser, StoredPerson, Secret) async throws -> Void
  ) async throws {
    try await TestServer.run { server in
      let project = try await server.addProject("North & Sons") { $0.supportContact = "the <desk>, 100" }
      let admin = try await server.engine.commit { store in
        try store.addAdministrator(named: "Nora", role: .operator, email: "nora@a.example", at: 1)
      }
      _ = try await server.engine.commit {
        try $0.setAdmin(admin.id, ofProject: project.id, isOfficialContact: true, at: 1)
      }
      try await server.bring([Self.ada], to: project)
      let person = try #require(try await server.people(of: project).first)
      let secret = try await server.handOver(person.user)
      try await Administration.run(server) { admin in
        try await body(server, admin, Browser(url: admin.url), person, secret)
      }
    }
  }

  @Test("AUTO-12 opening the link changes nothing, its button activates one phone, the link is used up")
  func activation() async throws {
    try await run { server, _, browser, person, secret in
      let path = "/invitation/\(secret.text)"
      for verb in ["GET", "HEAD", "GET"] {
        let page = try await browser.send(verb, path)
        #expect(page.status == 200)
        #expect(page.fields["referrer-policy"] == "no-referrer" && page.fields["cache-control"] == "no-store")
        #expect(page.fields["content-security-policy"] == PageMiddleware.contentSecurityPolicy)
      }
      let page = String(decoding: try await browser.send("GET", path).data, as: UTF8.self)
      #expect(page.contains("Ada &lt;b&gt;Quill&lt;/b&gt;") && page.contains("North &amp; Sons"))
      #expect(page.contains("the &lt;desk&gt;, 100") && page.contains("Activate on this phone"))
      #expect(!page.contains("<script") && !page.contains("4711") && !page.contains("ada@quill.example"))
      #expect(try await server.person(person.user)?.status == .invitationSent)

      let phone = try await browser.send("POST", path)
      #expect(phone.status == 200)
      #expect(String(decoding: phone.data, as: UTF8.self).contains("Active on this phone"))
      #expect(try await server.person(person.user)?.status == .active)
      for verb in ["GET", "POST"] {
        let again = try await browser.send(verb, path)
        #expect(again.status == 404)
        #expect(String(decoding: again.data, as: UTF8.self).contains("It was used already"))
      }
      #expect(try await server.person(person.user)?.status == .active)
      let lines = try await server.store.read { try $0.audit(object: "user \(person.user)", limit: 10) }
      let line = try #require(lines.first { $0.action == "person.activate" })
      #expect(line.actor.name == person.user.text && line.actor.way == .none && line.actor.address == "127.0.0.1")
      #expect(line.before?.contains("invitation-sent") == true && line.after?.contains("active") == true)
    }
  }

  @Test("AUTO-12 the person removes the credential from the phone: Reset, the doors lose it, the contacts are told")
  func removal() async throws {
    try await run { server, _, browser, person, secret in
      let phone = Secret()
      let now = server.engine.now()
      _ = try await server.engine.commit { try $0.activate(link: secret.digest, phone: phone.digest, at: now) }
      let path = "/phone/\(phone.text)"
      let ask = String(decoding: try await browser.send("GET", "\(path)/remove").data, as: UTF8.self)
      #expect(ask.contains("action=\"\(path)/remove\"") && ask.contains("href=\"\(path)\""))
      #expect(try await server.person(person.user)?.status == .active)
      let removed = try await browser.send("POST", "\(path)/remove")
      #expect(removed.status == 200)
      #expect(String(decoding: removed.data, as: UTF8.self).contains("This phone opens no door any more"))
      #expect(try await server.person(person.user)?.status == .reset)
      let user = try #require(try await server.store.read { try $0.user(person.user) })
      #expect(user.record.cards.isEmpty)
      let mails = try await server.store.read { try $0.mails(MailQuery(kind: .phoneRemoved, limit: 10)) }
      #expect(mails.map(\.recipient) == ["nora@a.example"])
      for verb in ["GET", "POST"] {
        #expect(try await browser.send(verb, verb == "GET" ? path : "\(path)/remove").status == 404)
      }
      let lines = try await server.store.read { try $0.audit(object: "user \(person.user)", limit: 10) }
      #expect(lines.contains { $0.action == "person.remove-phone" && $0.actor.name == person.user.text })
    }
  }

  @Test("AUTO-12 an invitation that is older than 7 days says whom to ask; a secret of another kind opens nothing")
  func ended() async throws {
    try await run { server, _, browser, person, secret in
      let phone = Secret()
      for (path, verb) in [
        ("/invitation/guessed", "GET"), ("/invitation/guessed", "POST"), ("/phone/guessed", "GET"),
        ("/phone/guessed/remove", "GET"), ("/phone/guessed/remove", "POST"), ("/phone/\(secret.text)", "GET"),
        ("/invitation/\(phone.text)", "GET"),
      ] {
        #expect(try await browser.send(verb, path).status == 404, "\(verb) \(path)")
      }
      let now = server.engine.now()
      try await server.engine.commit {
        try $0.resendInvitation(of: person.user, project: person.project, source: .operator("test"), at: now)
      }
      #expect(try await browser.send("GET", "/invitation/\(secret.text)").status == 404)
      let late = try await server.handOver(person.user, at: now - WriteTransaction.invitationLife - 1)
      for verb in ["GET", "POST"] {
        let page = try await browser.send(verb, "/invitation/\(late.text)")
        let text = String(decoding: page.data, as: UTF8.self)
        #expect(page.status == 404 && text.contains("older than 7 days") && text.contains("the &lt;desk&gt;, 100"))
      }
      #expect(try await server.person(person.user)?.status == .invitationExpired)
    }
  }
}
