/// What stands for the content of many users: how many they are, and the sum of their digests modulo 2¹²⁸ (VERIFY-1).
public struct ContentSum: Hashable, Sendable {
  public var count: Int
  public var sum: UInt128

  public init(count: Int = 0, sum: UInt128 = 0) {
    self.count = count
    self.sum = sum
  }

  public mutating func add(_ digest: UInt128) {
    count += 1
    sum &+= digest
  }

  public mutating func add(_ other: ContentSum) {
    count += other.count
    sum &+= other.sum
  }
}
