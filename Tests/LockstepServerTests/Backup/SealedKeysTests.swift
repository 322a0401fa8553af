import Foundation
import Testing

@testable import LockstepServer

struct SealedKeysTests {
  private let keys = SealedKeys(
    files: ["authority-key.pem": Data("a key".utf8)], database: "00", server: "11", time: "2026-11-21T08:00:00Z")

  @Test("sealed keys are opened with the passphrase, however its letters are composed")
  func opened() throws {
    let sealed = try keys.sealed(passphrase: "Tür zum Garten", cost: 10)
    #expect(try SealedKeys(sealed, passphrase: "Tu\u{308}r zum Garten") == keys)
    #expect(try keys.sealed(passphrase: "Tür zum Garten", cost: 10) != sealed)
  }

  @Test("every changed byte and every cut is refused")
  func changed() throws {
    let sealed = try keys.sealed(passphrase: "a long passphrase", cost: 10)
    for index in [0, 14, 16, 17, 18, 19, 35, 47, sealed.count - 1] {
      var bytes = sealed
      bytes[index] ^= 0x40
      #expect(throws: BackupError.self, "byte \(index)") { try SealedKeys(bytes, passphrase: "a long passphrase") }
    }
    for count in [0, 1, 16, 35, 62, sealed.count - 1] {
      #expect(throws: BackupError.self, "\(count) bytes") {
        try SealedKeys(Array(sealed[..<count]), passphrase: "a long passphrase")
      }
    }
  }
}
