import AdminClient
import AdminModel
import Foundation
import LockstepCore
import LockstepStore
import LockstepTesting
import Testing

@testable import LockstepServer

@Suite("Mail over the API", .timeLimit(.minutes(1)))
struct MailAdministrationTests {
  private static func body(_ mail: MailServer, user: String? = nil, password: String? = nil) -> MailServerBody {
    MailServerBody(
      host: "127.0.0.1", port: mail.port, security: "none", user: user, password: password,
      senderAddress: "doors@example.com", senderName: "Doors")
  }

  private func run(
    _ options: String..., body: @Sendable (Administration, TestServer, MailServer) async throws -> Void
  ) async throws {
    let mail = try await MailServer.start(options)
    try await TestServer.run { server in
      try await Administration.run(server) { admin in try await body(admin, server, mail) }
    }
    await mail.stop()
  }

  @Test("AUTO-13 a mail server is set, tested with its real answer, and forgotten; until then mail waits")
  func server() async throws {
    try await run("--user", "doors", "--password", "open sesame") { admin, server, mail in
      let client = admin.client
      #expect(
        try await client.mailStatus()
          == MailStatusResource(configured: false, waiting: 0, sent: 0, refused: 0, problem: nil))
      #expect(try await refusal { try await client.mailServer() }.status == 404)
      #expect(try await refusal { try await client.sendTestMail(to: "ada@example.com") }.status == 409)
      try await server.post(MailItem(.restored, content: ["project": "Site"]), to: "bruno@example.com")
      #expect(try await client.mailStatus().waiting == 1)
      let wrong = try await client.setMailServer(Self.body(mail, user: "doors", password: "wrong"))
      #expect(wrong.hasPassword)
      let refused = try await client.sendTestMail(to: "ada@example.com")
      #expect(refused == MailTestResource(sent: false, answer: "535 5.7.8 Authentication credentials invalid"))
      _ = try await client.setMailServer(Self.body(mail, user: "doors", password: "open sesame"))
      #expect(try await client.sendTestMail(to: "ada@example.com").sent)
      #expect(try await mail.mail(to: "bruno@example.com").subject == "Site: Auto-sync works again")
      // It stays without being given again, and goes to nobody else.
      #expect(try await client.setMailServer(Self.body(mail, user: "doors")).hasPassword)
      #expect(try await refusal { try await client.setMailServer(Self.body(mail, user: "x")) }.field == "password")
      #expect(try await client.mailServer().user == "doors")
      try await client.removeMailServer()
      #expect(try await !client.mailStatus().configured)
      let file = server.directory.appendingPathComponent("mail-password").path
      #expect(!FileManager.default.fileExists(atPath: file))
    }
  }

  @Test("SEC-3 the password is in no answer, in no line of the audit log, and not in the database")
  func secret() async throws {
    try await run { admin, server, mail in
      let password = "correct-horse-battery"
      let secret = PlantedValue("password", password)
      for password in [password, password + "2"] {
        let body = try AdminJSON.encoder.encode(Self.body(mail, user: "doors", password: password))
        let answer = try await admin.send("PUT", "/api/v1/mail/server", body: body)
        #expect(answer.status == 200 && !secret.isIn(answer.data))
      }
      for path in ["mail", "mail/server", "audit", "mail/outbox"] {
        let answer = try await admin.send("GET", "/api/v1/\(path)")
        #expect(answer.status == 200 && !secret.isIn(answer.data), "\(path)")
      }
      var lines: [AuditResource] = []
      for try await line in admin.client.audit(object: "mail server") { lines.append(line) }
      #expect(lines.count == 2)
      var withPassword: [String] = []
      for name in try FileManager.default.contentsOfDirectory(atPath: server.directory.path) {
        let file = server.directory.appendingPathComponent(name).path
        guard let data = FileManager.default.contents(atPath: file), secret.isIn(data) else { continue }
        withPassword.append(name)
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
      }
      #expect(withPassword == ["mail-password"])
    }
  }

  @Test("AUTO-13 the outbox is listed with states and reasons, filtered and paged; what was refused is tried again")
  func outbox() async throws {
    try await run { admin, server, mail in
      try await server.post(
        MailItem(
          .invitation, user: try UserID("17"), content: ["name": "Ada Quill", "link": "https://x.example/secret"]),
        to: "refuse@example.com", "busy@example.com", "ada@example.com")
      try await server.use(mail)
      try await server.outbox(1, becomes: .refused)
      try await server.outbox(2) { $0.attempts == 1 }
      try await server.outbox(3, becomes: .sent)
      var all: [MailResource] = []
      for try await line in admin.client.mails() { all.append(line) }
      #expect(all.map(\.state) == ["sent", "waiting", "refused"])
      #expect(
        all.map(\.answer) == ["250 2.0.0 taken as 4711", "451 4.3.0 come back later", "550 5.1.1 no such user here"])
      #expect(all.map { $0.nextTry != nil } == [false, true, false])
      #expect(all.allSatisfy { $0.kind == "invitation" && $0.user == "17" && $0.project == nil })
      let text = try await admin.send("GET", "/api/v1/mail/outbox?state=refused&limit=1").text
      #expect(text.contains("refuse@example.com") && !text.contains("secret") && !text.contains("Ada Quill"))
      #expect(try await admin.send("GET", "/api/v1/mail/outbox?state=lost").status == 400)
      #expect(try await admin.client.retryMail(2).state == "waiting")
      try await server.outbox(2, becomes: .sent)
      #expect(try await refusal { try await admin.client.retryMail(3) }.status == 409)
      #expect(try await refusal { try await admin.client.retryMail(99) }.status == 404)
      #expect(try await admin.client.retryAllMail().count == 1)
      try await server.outbox(1) { $0.attempts == 2 && $0.state == .refused }
      let metrics = try await admin.client.mailStatus()
      #expect(metrics == MailStatusResource(configured: true, waiting: 0, sent: 2, refused: 1, problem: nil))
    }
  }

  @Test("AUTO-13 the outbox is listed by project, by its short name")
  func byProject() async throws {
    try await run { admin, server, _ in
      let (north, south) = (try await server.addProject("North"), try await server.addProject("South Hall"))
      for project in [north, south] {
        try await server.post(MailItem(.restored, project: project.id), to: "\(project.shortName)@example.com")
      }
      try await server.post(MailItem(.notification), to: "nobody@example.com")
      var found: [MailResource] = []
      for try await line in admin.client.mails(project: "south-hall") { found.append(line) }
      #expect(found.map(\.recipient) == ["south-hall@example.com"] && found.map(\.project) == ["south-hall"])
      #expect(try await admin.send("GET", "/api/v1/mail/outbox?project=west").status == 404)
    }
  }

  @Test(
    "bad settings are refused with the field that is wrong",
    arguments: [
      (#"{"host":"a b","security":"tls","senderAddress":"a@b"}"#, "host"),
      (#"{"host":"mail","security":"ssl","senderAddress":"a@b"}"#, "security"),
      (#"{"host":"mail","security":"none","user":"x","password":"y","senderAddress":"a@b"}"#, "security"),
      (#"{"host":"mail","port":0,"security":"tls","senderAddress":"a@b"}"#, "port"),
      (#"{"host":"mail","security":"tls","senderAddress":"a@b\r\nX: y"}"#, "senderAddress"),
      (#"{"host":"mail","security":"tls","senderAddress":"a@b","senderName":"a\nb"}"#, "senderName"),
      (#"{"host":"mail","security":"tls","user":"x","password":"a\u0000b","senderAddress":"a@b"}"#, "password"),
      (#"{"host":"mail","security":"tls","user":"x","senderAddress":"a@b"}"#, "password"),
    ])
  func refused(json: String, field: String) async throws {
    try await TestServer.run { server in
      try await Administration.run(server) { admin in
        let answer = try await admin.send("PUT", "/api/v1/mail/server", json: json)
        #expect([400, 409, 422].contains(answer.status))
        #expect(try answer.problem().field == field)
        #expect(try await server.store.read { try $0.mailServer() } == nil)
      }
    }
  }
}
