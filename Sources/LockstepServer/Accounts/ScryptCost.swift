/// How much work a password's hash is (RFC 7914).
public struct ScryptCost: Hashable, Sendable {
  let rounds: Int
  let blockSize: Int
  let parallelism: Int

  /// N = 2^15, r = 8, p = 3: 32 MiB and about a quarter of a second.
  public static let standard = ScryptCost(rounds: 1 << 15, blockSize: 8, parallelism: 3)
  /// For tests of what is not the hash itself: next to no work, and no protection.
  package static let none = ScryptCost(rounds: 1 << 4, blockSize: 8, parallelism: 1)
}
