public import Foundation

/// What happened in one minute.
public struct FigureResource: Codable, Hashable, Sendable {
  /// Its beginning.
  public var minute: Date
  /// Entries of devices' logs that were stored.
  public var logs: Int
  /// Enrolments and edits at devices that were taken in.
  public var enrolments: Int
  /// Users written to, or removed from, devices.
  public var transfers: Int
  public var failures: Int
  /// From a change's commit until the last door that was online had it.
  @OrNull public var longestLagMilliseconds: Int64?

  public init(
    minute: Date, logs: Int, enrolments: Int, transfers: Int, failures: Int, longestLagMilliseconds: Int64? = nil
  ) {
    self.minute = minute
    self.logs = logs
    self.enrolments = enrolments
    self.transfers = transfers
    self.failures = failures
    self.longestLagMilliseconds = longestLagMilliseconds
  }
}
