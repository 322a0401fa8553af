/// Chooses who is told of something by e-mail.
public struct NotificationBody: RequestBody {
  public var on: Bool
  /// 0 to 10080; only of `device-offline`.
  public var minutes: Int?
  /// At most 50 e-mail addresses.
  public var recipients: [String]

  public init(on: Bool, minutes: Int? = nil, recipients: [String]) {
    self.on = on
    self.minutes = minutes
    self.recipients = recipients
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case on, minutes, recipients
  }
}
