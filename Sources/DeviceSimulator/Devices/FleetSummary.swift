/// Counts over a fleet at one moment, for a live line.
public struct FleetSummary: Hashable, Sendable {
  public var devices = 0
  public var connected = 0
  public var registered = 0
  /// Users held, over all devices.
  public var users = 0
  /// Entries of the logs that the server has not acknowledged.
  public var unacknowledgedLogs = 0
  /// Requests of the server that were answered.
  public var answers = 0

  /// Devices that do not speak to the server that they found.
  public var refusing = 0
  /// The reason of one of them.
  public var refusal: ServerRefusal?

  public init() {}
}

extension FleetSummary: CustomStringConvertible {
  public var description: String {
    "\(connected) of \(devices) connected, \(registered) registered, \(users) users held, "
      + "\(unacknowledgedLogs) logs to acknowledge, \(answers) requests answered"
      + (refusal.map { ", \(refusing) without the server: \($0)" } ?? "")
  }
}
