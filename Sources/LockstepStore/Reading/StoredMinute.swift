/// What happened in a minute.
public struct StoredMinute: Hashable, Sendable {
  /// Since 1970.
  public let minute: Int64
  public let logs: Int
  public let enrolments: Int
  public let transfers: Int
  public let failures: Int
  /// Milliseconds from a change's commit until the last door that was online had it; nil when nothing was confirmed.
  public let longestLag: Int64?

  public init(minute: Int64, logs: Int, enrolments: Int, transfers: Int, failures: Int, longestLag: Int64?) {
    self.minute = minute
    self.logs = logs
    self.enrolments = enrolments
    self.transfers = transfers
    self.failures = failures
    self.longestLag = longestLag
  }
}
