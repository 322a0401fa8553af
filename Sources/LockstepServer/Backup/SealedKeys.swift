import Crypto
import CryptoExtras
import Foundation

/// The key files of a data directory, and an operator's texts of mails, sealed with a passphrase, and what belongs to
/// them: so that no other database can be put beside them unnoticed.
///
/// The file: 16 bytes `LOCKSTEP-KEYS-1\n`; one byte each for log2 of scrypt's rounds, its block size and its
/// parallelism; 16 bytes salt; 12 bytes nonce; then JSON under AES-256-GCM with everything before as associated data.
struct SealedKeys: Codable, Hashable {
  static let fileName = "keys.sealed"
  private static let magic = Array("LOCKSTEP-KEYS-1\n".utf8)
  private static let beginning = Array("LOCKSTEP-KEYS-".utf8)
  private static let header = magic.count + 3 + 16

  /// By name; templates by path, see ``MailTemplateFiles``.
  var files: [String: Data]
  /// SHA-256 of the database, hexadecimal.
  var database: String
  var server: String
  var time: String
}

extension SealedKeys {
  /// - Parameter cost: log2 of scrypt's rounds.
  /// - Throws: ``BackupError`` for a passphrase that protects nothing.
  func sealed(passphrase: String, cost: UInt8 = 16) throws -> [UInt8] {
    guard passphrase.count >= 12 else {
      throw BackupError("the passphrase", "it needs at least 12 characters: it guards the keys of every door")
    }
    let header = Self.magic + [cost, 8, 1] + DataDirectory.random(16)
    let nonce = try AES.GCM.Nonce(data: DataDirectory.random(12))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let box = try AES.GCM.seal(
      encoder.encode(self), using: try Self.key(passphrase, header), nonce: nonce, authenticating: header)
    return header + Array(nonce) + Array(box.ciphertext) + Array(box.tag)
  }

  /// - Throws: ``BackupError``: another form, another passphrase, or changed bytes.
  init(_ bytes: [UInt8], passphrase: String) throws {
    guard bytes.starts(with: Self.beginning) else { throw BackupError(Self.fileName, "it is damaged") }
    guard bytes.starts(with: Self.magic) else {
      throw BackupError(Self.fileName, "it is from a newer version of Lockstep")
    }
    guard bytes.count > Self.header + 28 else { throw BackupError(Self.fileName, "it is cut off") }
    let header = Array(bytes[..<Self.header])
    // What a damaged file asks for must not take all memory.
    guard (10...20).contains(header[16]), (1...16).contains(header[17]), (1...4).contains(header[18]) else {
      throw BackupError(Self.fileName, "it is damaged")
    }
    do {
      let box = try AES.GCM.SealedBox(combined: bytes[Self.header...])
      let opened = try AES.GCM.open(box, using: try Self.key(passphrase, header), authenticating: header)
      self = try JSONDecoder().decode(SealedKeys.self, from: opened)
    } catch {
      throw BackupError(Self.fileName, "the passphrase is wrong, or the file was changed")
    }
  }

  private static func key(_ passphrase: String, _ header: [UInt8]) throws -> SymmetricKey {
    try KDF.Scrypt.deriveKey(
      from: Array(passphrase.precomposedStringWithCanonicalMapping.utf8), salt: header[19...], outputByteCount: 32,
      rounds: 1 << Int(header[16]), blockSize: Int(header[17]), parallelism: Int(header[18]), maxMemory: 1 << 30)
  }
}
