/// Sends a test mail.
public struct MailTestBody: RequestBody {
  /// An e-mail address.
  public var recipient: String

  public init(recipient: String) {
    self.recipient = recipient
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case recipient
  }
}
