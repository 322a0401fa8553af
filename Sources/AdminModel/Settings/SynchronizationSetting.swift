/// *Automatic User Synchronization*: its value, and the values that it can have.
public struct SynchronizationSetting: Codable, Hashable, Sendable {
  public var value: String
  /// As the operator reads it.
  public var title: String
  /// Scope and device updates as two numbers.
  public var pair: String
  public var choices: [SynchronizationChoice]

  public init(value: String, title: String, pair: String, choices: [SynchronizationChoice]) {
    self.value = value
    self.title = title
    self.pair = pair
    self.choices = choices
  }
}
