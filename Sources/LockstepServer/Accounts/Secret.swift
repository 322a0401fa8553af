import Crypto
import Foundation

/// A random secret that is shown once, or kept by a browser; the server keeps its digest only.
public struct Secret: Sendable {
  /// What the holder presents: 43 characters of base64url, 256 bits.
  public let text: String

  public init() { text = Data(DataDirectory.random(32)).base64URL }

  public init(presented text: String) { self.text = text }

  /// What the database keeps.
  public var digest: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

  /// Proves to the server that a request comes from a page of its own: who has only the cookie's effect cannot make it.
  public var csrfToken: String {
    let code = HMAC<SHA256>.authenticationCode(for: Array("csrf".utf8), using: SymmetricKey(data: Array(text.utf8)))
    return Data(code).base64URL
  }
}

extension Data {
  /// Without padding (RFC 4648, section 5).
  var base64URL: String {
    base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
      .replacingOccurrences(of: "=", with: "")
  }
}

extension Secret {
  /// Whether two texts are equal, in a time that tells nothing about where they differ.
  public static func areEqual(_ one: String, _ other: String) -> Bool {
    SHA256.hash(data: Array(one.utf8)) == SHA256.hash(data: Array(other.utf8))
  }
}
