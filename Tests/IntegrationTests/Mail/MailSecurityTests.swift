import Foundation
import LockstepCore
import LockstepStore
import LockstepTesting
import Testing

@testable import LockstepServer

@Suite("Mail servers that want TLS or a sign-in", .timeLimit(.minutes(1)))
struct MailSecurityTests {
  private func test(_ server: TestServer) async throws -> (isSent: Bool, answer: String) {
    try await server.engine.mail.sendTest(to: "ada@example.com")
  }

  @Test(
    "AUTO-13 TLS from the first byte, and from STARTTLS on, to a server of an authority of its own",
    arguments: [("--starttls", MailServerSettings.Security.startTLS), ("--tls", .tls)])
  func secure(option: String, security: MailServerSettings.Security) async throws {
    let mail = try await MailServer.start(option)
    try await TestServer.run { server in
      try await server.use(mail, security: security, authority: mail.authority)
      let sent = try await test(server)
      #expect(sent.isSent, "\(sent.answer)")
      #expect(try await mail.mails(count: 1).map(\.subject) == ["Test mail from Lockstep"])
      // Not one that the system knows.
      try await server.use(mail, security: security)
      let refused = try await test(server)
      #expect(!refused.isSent)
      #expect(refused.answer.contains("certificate"))
      let other = try await MailServer.start(option)
      try await server.use(mail, security: security, authority: other.authority)
      #expect(try await !test(server).isSent)
      await other.stop()
      #expect(mail.mails.count == 1)
    }
    await mail.stop()
  }

  @Test("AUTO-13 where STARTTLS is required and not offered nothing is handed over, no password either")
  func notOffered() async throws {
    let mail = try await MailServer.start("--user", "doors", "--password", "secret")
    try await TestServer.run { server in
      try await server.use(mail, security: .startTLS, user: "doors", password: "secret")
      #expect(try await !test(server).isSent)
      #expect(mail.events.isEmpty)
    }
    await mail.stop()
  }

  @Test("AUTO-13 a sign-in with the right password, with a wrong one, and with one for another server")
  func signIn() async throws {
    let mail = try await MailServer.start("--user", "doors@example.com", "--password", "päss wörd\"\\")
    try await TestServer.run { server in
      try await server.use(mail, user: "doors@example.com", password: "wrong")
      #expect(try await test(server) == (false, "535 5.7.8 Authentication credentials invalid"))
      // A mail stays: it is the server that cannot be used, not the mail.
      try await server.post(MailItem(.test), to: "bruno@example.com")
      #expect(try await server.outbox(1) { $0.attempts == 1 }.state == .waiting)
      try await server.use(mail, user: "doors@example.com", password: "päss wörd\"\\")
      try await server.outbox(1, becomes: .sent)
      #expect(try await test(server).isSent)
      // The kept one goes on with the same user, and to nobody else.
      try await server.use(mail, user: "doors@example.com")
      #expect(try await test(server).isSent)
      await #expect(throws: StoreError.self) { try await server.use(mail, user: "somebody") }
      let file = server.directory.appendingPathComponent("mail-password").path
      let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
    await mail.stop()
  }

  @Test("AUTO-13 a sender that the mail server does not want is told, and the mail waits")
  func sender() async throws {
    let mail = try await MailServer.start("--refuse-sender")
    try await TestServer.run { server in
      try await server.use(mail)
      try await server.post(MailItem(.test), to: "ada@example.com")
      let waiting = try await server.outbox(1) { $0.attempts == 1 }
      #expect(waiting.state == .waiting)
      #expect(waiting.answer == "550 5.7.1 this sender may not")
      #expect(server.engine.mail.problem == "550 5.7.1 this sender may not")
    }
    await mail.stop()
  }
}
