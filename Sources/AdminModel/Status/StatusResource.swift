/// How the whole server stands.
public struct StatusResource: Codable, Hashable, Sendable {
  public var serverID: String
  public var version: String
  /// The last revision.
  public var head: Int64
  public var mode: String
  public var devices: DeviceCounts
  public var users: Int
  public var openDifferences: Int
  /// Open entries under *Needs attention*, differences included.
  public var attention: Int
  public var waitingPulls: Int
  /// Registered devices that have not confirmed the last revision.
  public var pendingDevices: Int
  /// Whether every registered device holds what it should; differences and exceptions stand beside it.
  public var converged: Bool
  /// Why the server is behind its devices, null when it is not.
  @OrNull public var behind: String?

  public init(
    serverID: String, version: String, head: Int64, mode: String, devices: DeviceCounts, users: Int,
    openDifferences: Int, attention: Int, waitingPulls: Int, pendingDevices: Int, converged: Bool,
    behind: String? = nil
  ) {
    self.serverID = serverID
    self.version = version
    self.head = head
    self.mode = mode
    self.devices = devices
    self.users = users
    self.openDifferences = openDifferences
    self.attention = attention
    self.waitingPulls = waitingPulls
    self.pendingDevices = pendingDevices
    self.converged = converged
    self.behind = behind
  }
}
