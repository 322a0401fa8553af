/// A time and attendance code that a user can choose at a terminal.
public struct JobCodeValue: Codable, Hashable, Sendable {
  public var code: UInt32
  public var label: String

  public init(code: UInt32, label: String) {
    self.code = code
    self.label = label
  }

  /// - Throws: also for a field that there is not.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseFields(beyond: CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    code = try container.decode(UInt32.self, forKey: .code)
    label = try container.decode(String.self, forKey: .label)
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case code, label
  }
}
