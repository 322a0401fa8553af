import Crypto
public import LockstepCore

extension KeyedDigest {
  /// HMAC-SHA-256, cut to its first 16 bytes, as a big-endian number.
  public static func hmac(key: [UInt8]) -> KeyedDigest {
    let key = SymmetricKey(data: key)
    return KeyedDigest { bytes in
      HMAC<SHA256>.authenticationCode(for: bytes, using: key).prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
    }
  }
}
