/// Sets another setting.
public struct SettingBody: RequestBody {
  /// As text: `true`, `30`, `Europe/Berlin`.
  public var value: String

  public init(value: String) {
    self.value = value
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case value
  }
}
