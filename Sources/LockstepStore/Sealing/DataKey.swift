import Crypto
import Foundation
import LockstepCore

/// The key under which a database is sealed at rest (SEC-5).
///
/// Values are sealed with AES-256-GCM under a random nonce each, with table, column and row as associated data: a value
/// that was moved to another row does not open. Card numbers are found by a keyed digest. The keys of the two are derived
/// from this one.
public struct DataKey: Sendable {
  public static let byteCount = 32

  public let bytes: [UInt8]
  /// Names the key in the database, and tells nothing of it. 16 bytes.
  public let id: [UInt8]
  private let sealing: SymmetricKey
  private let hashing: SymmetricKey

  /// - Returns: nil unless there are 32 bytes.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
    let key = SymmetricKey(data: bytes)
    func derived(_ purpose: String, _ count: Int) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data(purpose.utf8), outputByteCount: count)
    }
    sealing = derived("lockstep: sealed values", 32)
    hashing = derived("lockstep: card numbers", 32)
    id = derived("lockstep: name of the key", 16).withUnsafeBytes { Array($0) }
  }

  /// A new one.
  public static func random() -> DataKey? { DataKey(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }) }

  /// The form of a sealed value, its first byte; then 12 bytes of nonce, the ciphertext, and 16 bytes of tag.
  private static let form: UInt8 = 1

  func seal(_ bytes: [UInt8], at place: String) throws -> Data {
    let box = try AES.GCM.seal(bytes, using: sealing, authenticating: Array(place.utf8))
    return Data([Self.form]) + Data(box.nonce) + box.ciphertext + box.tag
  }

  /// - Returns: nil for what was not sealed with this key at this place, or was changed since.
  func open(_ sealed: Data, at place: String) -> [UInt8]? {
    guard sealed.first == Self.form, let box = try? AES.GCM.SealedBox(combined: sealed.dropFirst()),
      let opened = try? AES.GCM.open(box, using: sealing, authenticating: Array(place.utf8))
    else { return nil }
    return Array(opened)
  }

  /// By what a card number is found, of a card as of a phone. 16 bytes.
  func digest(_ number: CardNumber) -> Data {
    Data(HMAC<SHA256>.authenticationCode(for: number.bytes, using: hashing).prefix(16))
  }

  /// How a slot stands in a table: a card's with the digest of its number.
  func stored(_ slot: Slot) -> String {
    guard case .card(let card) = slot else { return slot.description }
    return "card:\(card.kind.name):\(Array(digest(card.number)).hexadecimal)"
  }
}
