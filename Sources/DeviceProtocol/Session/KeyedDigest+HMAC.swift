import Crypto
public import LockstepCore

extension KeyedDigest {
  /// HMAC-SHA-256, cut to its first 16 bytes, as a big-endian number; buckets as in `docs/device-protocol.md`.
  public static func hmac(key: [UInt8]) -> KeyedDigest {
    let key = SymmetricKey(data: key)
    return KeyedDigest(bucket: bucket) { bytes in
      HMAC<SHA256>.authenticationCode(for: bytes, using: key).prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    }
  }

  /// The first 12 bits of SHA-256 over the ID.
  private static func bucket(_ id: [UInt8]) -> UInt32 {
    SHA256.hash(data: id).prefix(2).reduce(0) { $0 << 8 | UInt32($1) } >> 4
  }
}
