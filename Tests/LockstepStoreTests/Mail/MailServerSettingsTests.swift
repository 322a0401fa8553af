import LockstepCore
import Testing

@testable import LockstepStore

@Suite("The settings of the mail server")
struct MailServerSettingsTests {
  private static func settings(
    host: String = "mail.example.com", port: Int = 587, security: MailServerSettings.Security = .startTLS,
    user: String = "", sender: String = "doors@example.com", name: String = "Doors"
  ) throws -> MailServerSettings {
    try MailServerSettings(
      host: host, port: port, security: security, user: user, senderAddress: sender, senderName: name)
  }

  @Test("they are kept, replaced and removed; a change tries waiting mail at once")
  func kept() throws {
    try StoreScene.run { scene in
      #expect(try scene.store.read { try $0.mailServer() } == nil)
      try scene.store.write { transaction in
        try transaction.post(MailItem(.test), to: ["a@b"], at: 1)
        try transaction.record(.later(notBefore: 900, reason: "not reached"), ofMail: 1, at: 2)
        try transaction.set(Self.settings(), at: 3)
      }
      #expect(try scene.store.read { try $0.mailServer() } == Self.settings())
      #expect(try scene.store.read { try $0.nextMailTime() } == 3)
      try scene.store.write { try $0.set(Self.settings(host: "::1", port: 25, security: .none), at: 4) }
      #expect(try scene.store.read { try $0.mailServer() }?.host == "::1")
      try scene.store.write { try $0.set(nil, at: 5) }
      #expect(try scene.store.read { try $0.mailServer() } == nil)
    }
  }

  @Test("each has its limits, named in the error")
  func limits() throws {
    let wrong: [(field: String, make: () throws -> MailServerSettings)] = [
      ("host", { try Self.settings(host: "") }), ("host", { try Self.settings(host: "mail.example.com/x") }),
      ("host", { try Self.settings(host: "a\r\nb") }), ("host", { try Self.settings(host: "-oProxy") }),
      ("port", { try Self.settings(port: 0) }), ("port", { try Self.settings(port: 65_536) }),
      ("user", { try Self.settings(user: "a\nb") }),
      ("security", { try Self.settings(security: .none, user: "doors") }),
      ("senderAddress", { try Self.settings(sender: "doors") }),
      ("senderName", { try Self.settings(name: "Doors\r\nBcc: x@example.com") }),
    ]
    for (field, make) in wrong {
      let error = #expect(throws: LimitError.self) { try make() }
      #expect(error?.field == field)
    }
    // On the machine itself nobody listens in.
    #expect(try Self.settings(host: "localhost", security: .none, user: "doors").user == "doors")
  }
}
