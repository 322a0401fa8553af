import Crypto
import CryptoExtras
import Foundation
public import LockstepCore

/// Passwords are kept as scrypt hashes (RFC 7914) with N = 2^15, r = 8, p = 3: 32 MiB and about a quarter of a second,
/// so that a stolen database is no list of passwords.
public enum Password {
  /// The least number of characters.
  public static let leastCharacters = 12
  /// The most bytes, so that hashing costs the same for all.
  public static let mostBytes = 1024

  /// - Throws: ``LimitError`` for a password that is too short or too long.
  public static func check(_ password: String) throws(LimitError) {
    guard password.count >= leastCharacters, password.utf8.count <= mostBytes else {
      throw LimitError(
        field: "password", limit: "\(leastCharacters) or more characters, \(mostBytes) bytes at most",
        actual: "\(password.count) characters")
    }
  }

  /// `scrypt$N$r$p$salt$hash`.
  static func hash(_ password: String, _ cost: ScryptCost = .standard) throws -> String {
    let salt = DataDirectory.random(16)
    return form(cost, salt: Data(salt).base64URL, key: try derive(password, salt: salt, cost))
  }

  /// A hash that no password is known to have, and that costs as much as any other to compare with.
  static func nobody(_ cost: ScryptCost) -> String {
    form(cost, salt: "bm9ib2R5IGlzIGhlcmU", key: "bm9ib2R5IGtub3dzIGEgcGFzc3dvcmQgZm9yIHRoaXM")
  }

  private static func form(_ cost: ScryptCost, salt: String, key: String) -> String {
    "scrypt$\(cost.rounds)$\(cost.blockSize)$\(cost.parallelism)$\(salt)$\(key)"
  }

  /// Whether a password is the one of a hash, whatever parameters it was made with.
  static func matches(_ password: String, _ hash: String) throws -> Bool {
    let parts = hash.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]), let blockSize = Int(parts[2]),
      let parallelism = Int(parts[3]), let salt = Data(base64URL: parts[4])
    else { return false }
    let cost = ScryptCost(rounds: rounds, blockSize: blockSize, parallelism: parallelism)
    return Secret.areEqual(try derive(password, salt: Array(salt), cost), parts[5])
  }

  private static func derive(
    _ password: String, salt: [UInt8], _ cost: ScryptCost
  ) throws -> String {
    let text = password.precomposedStringWithCompatibilityMapping
    let key = try KDF.Scrypt.deriveKey(
      from: Array(text.utf8), salt: salt, outputByteCount: 32, rounds: cost.rounds, blockSize: cost.blockSize,
      parallelism: cost.parallelism)
    return key.withUnsafeBytes { Data($0) }.base64URL
  }
}

extension Data {
  fileprivate init?(base64URL text: String) {
    let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    self.init(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
  }
}
