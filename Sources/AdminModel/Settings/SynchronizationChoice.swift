/// A value of *Automatic User Synchronization*.
public struct SynchronizationChoice: Codable, Hashable, Sendable {
  public var value: String
  public var title: String
  public var pair: String

  public init(value: String, title: String, pair: String) {
    self.value = value
    self.title = title
    self.pair = pair
  }
}
