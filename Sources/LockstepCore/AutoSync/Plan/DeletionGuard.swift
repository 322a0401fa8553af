/// How much a file may remove without being asked (AUTO-6). Limits can be moved within bounds, never switched off.
public struct DeletionGuard: Hashable, Sendable {
  public static let (initialCount, initialPercent) = (10, 5)
  public static let (counts, percents) = (0...1000, 1...50)

  /// The greater of the two is the limit.
  public let mostDeletions: Int
  /// Of the managed people.
  public let mostPercent: Int

  public init(mostDeletions: Int = initialCount, mostPercent: Int = initialPercent) {
    self.mostDeletions = mostDeletions
    self.mostPercent = mostPercent
  }

  /// Why so many removals wait for approval; nil if they need none.
  ///
  /// - Parameters:
  ///   - removals: of this plan.
  ///   - recent: of the last 24 hours, that nobody approved.
  ///   - managed: people before this plan.
  public func reason(removals: Int, recent: Int, managed: Int, isBeginning: Bool) -> String? {
    guard removals > 0 else { return nil }
    let total = removals + recent
    let within = recent > 0 ? ", \(recent) of them in the last 24 hours" : ""
    if isBeginning { return "the file is a beginning of the last accepted one: it looks cut off" }
    if total > max(mostDeletions, managed * mostPercent / 100) {
      return "\(total) of \(managed) people would be removed\(within): more than \(mostDeletions) and \(mostPercent) %"
    }
    if total > 2, total * 4 > managed {
      return "\(total) of \(managed) people would be removed\(within): more than 2 and 25 %"
    }
    return nil
  }
}
