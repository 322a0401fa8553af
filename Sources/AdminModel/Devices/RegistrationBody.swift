/// Registers a waiting device.
public struct RegistrationBody: RequestBody {
  /// If given, it must be the one that the terminal shows.
  public var checkCode: String?
  /// For a device that comes with users on it: `take-over` or `replace`; without it the device is on hold.
  public var content: String?
  /// The device came back with another key and takes over name, groups and content.
  public var replacement: Bool?

  public init(checkCode: String? = nil, content: String? = nil, replacement: Bool? = nil) {
    self.checkCode = checkCode
    self.content = content
    self.replacement = replacement
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case checkCode, content, replacement
  }
}
