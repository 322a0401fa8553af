/// What came of a test mail.
public struct MailTestResource: Codable, Hashable, Sendable {
  /// Whether the mail server took it over.
  public var sent: Bool
  /// The mail server's last line, or why there was none.
  public var answer: String

  public init(sent: Bool, answer: String) {
    self.sent = sent
    self.answer = answer
  }
}
