/// A new access group, or another name for one.
public struct AccessGroupBody: RequestBody {
  /// 1 to 48 characters.
  public var name: String

  public init(name: String) {
    self.name = name
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case name
  }
}
