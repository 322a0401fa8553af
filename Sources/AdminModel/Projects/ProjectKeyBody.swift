/// A new upload key.
public struct ProjectKeyBody: RequestBody {
  /// What it is for: 1 to 48 characters.
  public var name: String

  public init(name: String) {
    self.name = name
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case name
  }
}
