import Crypto
import Foundation

/// What a database's sealed columns are opened with, by the library's own calls (docs/security.md).
struct PlainSeal {
  private let key: SymmetricKey

  /// - Parameter folder: the data directory, with its key file.
  init(in folder: URL) throws {
    let text = try String(contentsOf: folder.appendingPathComponent("data-key"), encoding: .utf8)
    guard let word = text.split(whereSeparator: \.isWhitespace).last, let bytes = Data(base64Encoded: String(word))
    else {
      throw CocoaError(.fileReadCorruptFile)
    }
    key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: bytes), info: Data("lockstep: sealed values".utf8), outputByteCount: 32)
  }

  /// - Parameter sealed: a byte for the form, the nonce, the ciphertext and the tag.
  func open(_ sealed: [UInt8], at place: String) throws -> [UInt8] {
    let box = try AES.GCM.SealedBox(combined: sealed.dropFirst())
    return Array(try AES.GCM.open(box, using: key, authenticating: Array(place.utf8)))
  }
}
