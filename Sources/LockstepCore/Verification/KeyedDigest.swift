/// A keyed hash, given from outside so that the core imports no package: HMAC-SHA-256, cut to its first 16 bytes.
/// The key is the server's; it keeps short values (a card number) from being guessed from their digest.
public struct KeyedDigest: Sendable {
  private let compute: @Sendable ([UInt8]) -> UInt128
  private let place: @Sendable ([UInt8]) -> UInt32

  /// - Parameters:
  ///   - bucket: of the bytes of an ID, 0…4095; without a key, so that a device computes the same.
  ///   - compute: the keyed hash.
  public init(
    bucket: @escaping @Sendable ([UInt8]) -> UInt32, _ compute: @escaping @Sendable ([UInt8]) -> UInt128
  ) {
    place = bucket
    self.compute = compute
  }

  /// Into how many buckets users are divided to narrow a mismatch down (VERIFY-1).
  public static let buckets: UInt32 = 4096

  /// The bucket of a user, 0…4095.
  public func bucket(of user: UserID) -> UInt32 { place(Array(user.text.utf8)) }

  /// The digest of a user: over the canonical bytes of the record fitted to a capability profile (VERIFY-1).
  public func of(_ record: UserRecord) -> UInt128 { compute(RecordBytes.encode(record)) }

  /// The digest of one value, bound to its kind of slot.
  public func of(_ value: [UInt8], in slot: Slot) -> UInt128 { compute(Array(slot.kind.utf8) + [0] + value) }

  public func of(_ bytes: [UInt8]) -> UInt128 { compute(bytes) }
}

extension Slot {
  /// `card`, `fingerprint`, …: the slot without its index. A value digest is bound to this, so that a device without
  /// finger indexes is recognised too.
  public var kind: String { String(description.prefix { $0 != ":" }) }
}
