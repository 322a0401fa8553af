import Foundation
import GRDB
import LockstepCore

/// Devices with equal capabilities are one profile, and a user has one digest for all of them (VERIFY-1).
struct DigestProfile {
  let id: Int64
  let capabilities: Capabilities
  /// Digests are kept of the users with an ID up to here: they are made little by little when a profile is first met.
  let through: String
  let isComplete: Bool

  init?(row: Row) {
    guard let capabilities = Capabilities(bytes: Array(row["capabilities"] as Data)) else { return nil }
    id = row["id"]
    self.capabilities = capabilities
    through = row["through"]
    isComplete = row["is_complete"]
  }

  func covers(_ user: UserID) -> Bool {
    isComplete || !through.utf8.lexicographicallyPrecedes(user.text.utf8)
  }
}

extension UInt128 {
  /// Four numbers of 32 bits, the highest first: sums of 2³¹ of each fit into SQLite's integers.
  var parts: [Int64] { [96, 64, 32, 0].map { Int64(UInt32(truncatingIfNeeded: self >> $0)) } }

  /// Of sums of parts, modulo 2¹²⁸.
  init(parts: [Int64]) {
    self = zip(parts, [96, 64, 32, 0] as [UInt128]).reduce(0) { $0 &+ (UInt128(UInt64(bitPattern: $1.0)) << $1.1) }
  }
}
