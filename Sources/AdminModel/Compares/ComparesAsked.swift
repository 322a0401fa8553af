/// Compares that were asked for; each is made when it is the device's turn and it is there.
public struct ComparesAsked: Codable, Hashable, Sendable {
  public var devices: Int

  public init(devices: Int) {
    self.devices = devices
  }
}
