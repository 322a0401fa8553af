public import LockstepCore

extension KeyedDigest {
  /// A digest for tests of pure rules: FNV-1a over 128 bits. Not for secrets.
  public static let testing = KeyedDigest(bucket: { UInt32(truncatingIfNeeded: fnv($0)) % buckets }, fnv)

  private static func fnv(_ bytes: [UInt8]) -> UInt128 {
    bytes.reduce(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d as UInt128) { hash, byte in
      (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B
    }
  }
}
