/// Which devices a request registered.
public struct RegisteredDevices: Codable, Hashable, Sendable {
  public var registered: [UInt32]

  public init(registered: [UInt32]) {
    self.registered = registered
  }
}
