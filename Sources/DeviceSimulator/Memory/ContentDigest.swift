import Crypto
import LockstepCore

/// The digests of `docs/device-protocol.md`, made over the simulator's own canonical bytes.
enum ContentDigest {
  /// The first 16 bytes of HMAC-SHA-256, as a big-endian number.
  static func of(_ record: UserRecord, key: [UInt8]) -> UInt128 {
    let code = HMAC<SHA256>.authenticationCode(for: CanonicalBytes.of(record), using: SymmetricKey(data: key))
    var digest: UInt128 = 0
    for byte in code.prefix(16) { digest = digest << 8 | UInt128(byte) }
    return digest
  }

  /// The first 12 bits of SHA-256 over the ID.
  static func bucket(of user: UserID) -> UInt32 {
    var hash = SHA256.hash(data: Array(user.text.utf8)).makeIterator()
    return UInt32(hash.next() ?? 0) << 4 | UInt32(hash.next() ?? 0) >> 4
  }
}
