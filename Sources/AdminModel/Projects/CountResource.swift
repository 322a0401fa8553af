/// How many it were.
public struct CountResource: Codable, Hashable, Sendable {
  public var count: Int

  public init(count: Int) {
    self.count = count
  }
}
