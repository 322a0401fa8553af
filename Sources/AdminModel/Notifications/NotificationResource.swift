/// Who is told of something by e-mail.
public struct NotificationResource: Codable, Hashable, Sendable {
  /// `device-offline`, `event-logs-lost`, `differences-found`, `transfers-stopped`, `needs-attention` or
  /// `disk-nearly-full`.
  public var kind: String
  public var on: Bool
  /// How long it must have lasted; null where it is told at once.
  @OrNull public var minutes: Int?
  /// E-mail addresses.
  public var recipients: [String]

  public init(kind: String, on: Bool, minutes: Int? = nil, recipients: [String]) {
    self.kind = kind
    self.on = on
    self.minutes = minutes
    self.recipients = recipients
  }
}
