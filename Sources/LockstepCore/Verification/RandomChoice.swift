/// Some of many, each as likely as any other, for a seed that comes from outside.
public enum RandomChoice {
  /// - Parameter count: how many; not more than there are.
  /// - Returns: indexes below `total`, rising, each once.
  public static func indexes(_ count: Int, of total: Int, seed: UInt64) -> [Int] {
    var state = seed
    var chosen: [Int] = []
    chosen.reserveCapacity(count)
    for index in 0..<max(0, total) where chosen.count < count {
      // Of those that are left, as many as are still wanted.
      if next(&state) % UInt64(total - index) < UInt64(count - chosen.count) { chosen.append(index) }
    }
    return chosen
  }

  /// SplitMix64.
  private static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
