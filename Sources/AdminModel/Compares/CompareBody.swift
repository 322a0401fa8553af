/// Devices to be compared.
public struct CompareBody: RequestBody {
  /// Left out: every registered device.
  public var devices: [UInt32]?
  /// The devices make their digests anew from what they hold, and some of their users are read back.
  public var deep: Bool?

  public init(devices: [UInt32]? = nil, deep: Bool? = nil) {
    self.devices = devices
    self.deep = deep
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case devices, deep
  }
}
