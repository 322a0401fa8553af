/// A mail that a ``MailServer`` took, decoded by Python's reader of mails.
public struct ReceivedMail: Decodable, Hashable, Sendable {
  /// Of the envelope.
  public let sender: String
  /// Of the envelope.
  public let recipients: [String]
  public let subject: String
  public let text: String
  public let html: String
  /// Addresses of pages in the text, in their order.
  public let links: [String]
  public let headers: [String: String]
  /// What is wrong with its form.
  public let defects: [String]
  /// Base64.
  public let raw: String
}
