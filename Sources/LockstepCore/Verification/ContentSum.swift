/// What stands for the content of many users: how many they are, and the sum of their digests modulo 2¹²⁸ (VERIFY-1).
public struct ContentSum: Hashable, Sendable {
  public var count: Int
  public var sum: UInt128

  public init(count: Int = 0, sum: UInt128 = 0) {
    self.count = count
    self.sum = sum
  }
}
