/// A count that stops at a limit: what people read of many says *1,000+*, and costs no more.
public struct CappedCount: Hashable, Sendable {
  public let count: Int
  /// There are more.
  public let isMore: Bool

  public init(_ count: Int, isMore: Bool = false) {
    self.count = count
    self.isMore = isMore
  }

  /// `12`, or `1000+`.
  public var text: String { "\(count)\(isMore ? "+" : "")" }
}
