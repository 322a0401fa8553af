/// An access group: its users go to the devices that belong to it.
public struct AccessGroupResource: Codable, Hashable, Sendable {
  public var id: UInt32
  public var name: String
  public var userCount: Int
  public var deviceCount: Int

  public init(id: UInt32, name: String, userCount: Int, deviceCount: Int) {
    self.id = id
    self.name = name
    self.userCount = userCount
    self.deviceCount = deviceCount
  }
}
