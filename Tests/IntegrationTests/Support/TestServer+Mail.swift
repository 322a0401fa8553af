import Foundation
import LockstepStore
import LockstepTesting

@testable import LockstepServer

/// Mail of a running server.
extension TestServer {
  /// Mail is handed over to that server from now on.
  func use(
    _ mail: MailServer, security: MailServerSettings.Security = .none, user: String = "", password: String? = nil,
    authority: String = ""
  ) async throws {
    let settings = try MailServerSettings(
      host: "127.0.0.1", port: mail.port, security: security, user: user, authority: authority,
      senderAddress: "doors@example.com", senderName: "Türen Süd")
    let mailer = engine.mail
    try await engine.commit { try mailer.set(settings, password: password, in: $0) }
    mailer.tryNow()
  }

  func post(_ item: MailItem, to recipients: String...) async throws {
    let now = engine.now()
    try await engine.commit { _ = try $0.post(item, to: recipients, at: now) }
  }

  /// Waits until a mail of the outbox is so.
  @discardableResult
  func outbox(_ id: Int64, where matches: (StoredMail) -> Bool) async throws -> StoredMail {
    let news = engine.mail.signal.follow()
    var mail = try await store.read { try $0.mail(id) }
    if matches(mail) { return mail }
    for await _ in news {
      mail = try await store.read { try $0.mail(id) }
      if matches(mail) { return mail }
    }
    throw Stopped()
  }

  struct Stopped: Error {}

  @discardableResult
  func outbox(_ id: Int64, becomes state: MailState) async throws -> StoredMail {
    try await outbox(id) { $0.state == state }
  }
}
