/// What somebody can be told of by e-mail.
public enum NotificationKind: String, CaseIterable, Sendable {
  case deviceOffline = "device-offline"
  case eventLogsLost = "event-logs-lost"
  case differencesFound = "differences-found"
  case transfersStopped = "transfers-stopped"
  case needsAttention = "needs-attention"
  case diskNearlyFull = "disk-nearly-full"

  /// After how many minutes it is told, if nothing else was chosen; nil where it is told at once.
  public var initialMinutes: Int? { self == .deviceOffline ? 15 : nil }
}
