/// Who is told of something.
public struct StoredNotification: Hashable, Sendable {
  public let kind: NotificationKind
  public let isOn: Bool
  /// How long it must have lasted; nil where it is told at once.
  public let minutes: Int?
  /// E-mail addresses.
  public let recipients: [String]

  public init(kind: NotificationKind, isOn: Bool, minutes: Int?, recipients: [String]) {
    self.kind = kind
    self.isOn = isOn
    self.minutes = minutes
    self.recipients = recipients
  }
}
