import Crypto

/// The 8 characters that the terminal and the waiting list show, so that an operator can compare them (SEC-1): the first
/// 40 bits of SHA-256 over the device's public key and the server authority's fingerprint, 5 bits a character, from
/// `0123456789ABCDEFGHJKMNPQRSTVWXYZ`.
public enum CheckCode {
  public static func of(publicKey: [UInt8], authorityFingerprint: [UInt8]) -> String {
    let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    let hash = SHA256.hash(data: publicKey + authorityFingerprint)
    let bits = hash.prefix(5).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return String((0..<8).map { alphabet[Int(bits >> (35 - 5 * UInt64($0)) & 31)] })
  }
}
