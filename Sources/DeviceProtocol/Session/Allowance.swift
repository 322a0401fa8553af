/// How much somebody may do: so much at once, and so much a second in the long run. A value; time goes in, since any fixed
/// moment.
public struct Allowance: Hashable, Sendable {
  private let most: Double
  private let perSecond: Double
  private var left: Double
  private var seen: Duration

  public init(most: Double, perSecond: Double, at now: Duration) {
    (self.most, self.perSecond, left, seen) = (most, perSecond, most, now)
  }

  /// Nothing was used of it, or all of it has grown back.
  public func isFull(at now: Duration) -> Bool { amount(at: now) >= most }

  /// - Returns: false if it is used up.
  public mutating func use(at now: Duration) -> Bool {
    left = amount(at: now)
    seen = max(seen, now)
    guard left >= 1 else { return false }
    left -= 1
    return true
  }

  private func amount(at now: Duration) -> Double {
    let passed = max(.zero, now - seen).components
    return min(most, left + perSecond * (Double(passed.seconds) + Double(passed.attoseconds) / 1e18))
  }
}
