/// What is tried again.
public struct MailRetryResource: Codable, Hashable, Sendable {
  /// How many mails.
  public var count: Int

  public init(count: Int) {
    self.count = count
  }
}
