import DeviceProtocol

/// An allowance for each of many, in bounded memory. A value; times since any fixed moment go in.
struct Allowances<Key: Hashable & Sendable>: Sendable {
  private let amount: (most: Double, perSecond: Double)
  private let mostKeys: Int
  private var used: [Key: Allowance] = [:]

  init(_ amount: (most: Double, perSecond: Double), mostKeys: Int) { (self.amount, self.mostKeys) = (amount, mostKeys) }

  /// How many have used something.
  var count: Int { used.count }

  func has(_ key: Key, at now: Duration) -> Bool {
    var allowance = used[key] ?? full(at: now)
    return allowance.use(at: now)
  }

  /// - Returns: false if it is used up.
  mutating func use(_ key: Key, at now: Duration) -> Bool {
    if used.count >= mostKeys, used[key] == nil {
      used = used.filter { !$0.value.isFull(at: now) }
      // All of them are at it: whoever comes anew has a clean record.
      if used.count >= mostKeys { used = [:] }
    }
    let full = full(at: now)
    return used[key, default: full].use(at: now)
  }

  private func full(at now: Duration) -> Allowance {
    Allowance(most: amount.most, perSecond: amount.perSecond, at: now)
  }
}
