/// Devices by state.
public struct DeviceCounts: Codable, Hashable, Sendable {
  public var online: Int
  public var offline: Int
  public var waiting: Int

  public init(online: Int, offline: Int, waiting: Int) {
    self.online = online
    self.offline = offline
    self.waiting = waiting
  }
}
