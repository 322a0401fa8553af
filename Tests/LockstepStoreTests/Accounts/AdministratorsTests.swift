import LockstepCore
import Testing

@testable import LockstepStore

@Suite("People who may sign in", .timeLimit(.minutes(1)))
struct AdministratorsTests {
  private let digest = [UInt8](repeating: 1, count: 32)

  @Test("SEC-2 the last administrator is neither removed nor made less; another one may be")
  func last() throws {
    try StoreScene.run { scene in
      try scene.store.write { store in
        let first = try store.addAdministrator(named: "Ada", role: .administrator, at: 1)
        _ = try store.addAdministrator(named: "Grace", role: .operator, at: 1)
        #expect(throws: StoreError.self) { try store.removeAdministrator(first.id) }
        #expect(throws: StoreError.self) { try store.changeAdministrator(first.id, role: .viewer) }
        let second = try store.addAdministrator(named: "Edith", role: .administrator, at: 1)
        // Who was only invited does not count.
        #expect(throws: StoreError.self) { try store.removeAdministrator(first.id) }
        try store.setPassword("hash", of: second.id)
        try store.removeAdministrator(first.id)
        #expect(throws: StoreError.self) { try store.removeAdministrator(second.id) }
        #expect(try store.reading.administrators().map(\.name) == ["Edith", "Grace"])
      }
    }
  }

  @Test(
    "an administrator has an e-mail address or none, never something else", arguments: ["nora", "a@b@c.example", " "])
  func address(odd: String) throws {
    try StoreScene.run { scene in
      try scene.store.write { store in
        #expect(throws: LimitError.self) { try store.addAdministrator(named: "Ada", role: .viewer, email: odd, at: 1) }
        let nora = try store.addAdministrator(named: "Nora", role: .viewer, email: "nora@fields.example", at: 1)
        #expect(throws: LimitError.self) { try store.changeAdministrator(nora.id, email: odd) }
        #expect(try store.changeAdministrator(nora.id, email: "").email.isEmpty)
      }
    }
  }

  @Test("SEC-2 a link gives one password, once, before its end; a newer one ends it")
  func link() throws {
    try StoreScene.run { scene in
      try scene.store.write { [digest] store in
        let ada = try store.addAdministrator(named: "Ada", role: .viewer, at: 1)
        try store.addSignInLink(digest, for: ada.id, expiresAt: 100)
        #expect(throws: StoreError.self) { try store.setPassword("hash", byLink: digest, at: 100) }
        let newer = [UInt8](repeating: 2, count: 32)
        try store.addSignInLink(newer, for: ada.id, expiresAt: 100)
        #expect(throws: StoreError.self) { try store.setPassword("hash", byLink: digest, at: 50) }
        #expect(try store.setPassword("hash", byLink: newer, at: 50).hasPassword)
        #expect(throws: StoreError.self) { try store.setPassword("other", byLink: newer, at: 50) }
        #expect(try store.reading.passwordHash(ofAdministrator: "ADA") == "hash")
      }
    }
  }

  @Test("SEC-2 who comes first chooses a name; who has a password keeps theirs")
  func rename() throws {
    try StoreScene.run { scene in
      try scene.store.write { [digest] store in
        let first = try store.addAdministrator(named: "administrator", role: .administrator, at: 1)
        try store.addSignInLink(digest, for: first.id, expiresAt: 100)
        #expect(try store.setPassword("hash", byLink: digest, name: "Ada", at: 2).name == "Ada")
        try store.addSignInLink(digest, for: first.id, expiresAt: 100)
        #expect(try store.setPassword("hash", byLink: digest, name: "Eve", at: 2).name == "Ada")
      }
    }
  }

  @Test("SEC-2 a sign-in ends when idle, when too old, with another password, and with its administrator")
  func signIns() throws {
    try StoreScene.run { scene in
      try scene.store.write { [digest] store in
        func known(at now: Int64) throws -> String? {
          try store.reading.signIn(digest, idle: 10, longest: 25, at: now)?.administrator.name
        }
        func signIn(at now: Int64, with hash: String = "hash") throws -> Bool {
          try store.signIn(ada.id, withPassword: hash, digest: digest, address: "192.0.2.1", at: now)
        }
        let ada = try store.addAdministrator(named: "Ada", role: .viewer, at: 0)
        // Nobody without a password comes in, nor with one that was another meanwhile.
        #expect(try !signIn(at: 0))
        try store.setPassword("hash", of: ada.id)
        #expect(try !signIn(at: 0, with: "earlier"))
        #expect(try known(at: 0) == nil)
        #expect(try signIn(at: 0))
        #expect(try known(at: 9) == "Ada")
        #expect(try known(at: 10) == nil)
        try store.signInUsed(digest, at: 9)
        #expect(try known(at: 18) == "Ada")
        try store.signInUsed(digest, at: 18)
        #expect(try known(at: 25) == nil)
        try store.dropEndedSignIns(idle: 10, longest: 25, at: 25)
        #expect(try signIn(at: 30))
        try store.setPassword("hash", of: ada.id)
        #expect(try known(at: 31) == nil)
        #expect(try signIn(at: 30))
        try store.removeAdministrator(ada.id)
        #expect(try known(at: 31) == nil)
      }
    }
  }

  @Test("SEC-2 names of administrators and tokens are taken whatever their case")
  func taken() throws {
    try StoreScene.run { scene in
      try scene.store.write { [digest] store in
        _ = try store.addAdministrator(named: "Ada", role: .viewer, at: 0)
        #expect(throws: StoreError.self) { try store.addAdministrator(named: "ADA", role: .viewer, at: 0) }
        #expect(throws: LimitError.self) { try store.addAdministrator(named: "  ", role: .viewer, at: 0) }
        _ = try store.addToken(named: "till", role: .viewer, digest: digest, expiresAt: 5, by: "Ada", at: 0)
        #expect(throws: StoreError.self) {
          try store.addToken(named: "Till", role: .viewer, digest: [], expiresAt: nil, by: "Ada", at: 0)
        }
        // One name is one actor in the audit log.
        #expect(throws: StoreError.self) { try store.addAdministrator(named: "TILL", role: .viewer, at: 0) }
        #expect(throws: StoreError.self) {
          try store.addToken(named: "ada", role: .viewer, digest: [], expiresAt: nil, by: "Ada", at: 0)
        }
        #expect(try store.reading.token(withDigest: digest, at: 4)?.name == "till")
        #expect(try store.reading.token(withDigest: digest, at: 5) == nil)
      }
    }
  }
}
