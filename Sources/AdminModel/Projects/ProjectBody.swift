/// A new project; everything else of it is changed afterwards.
public struct ProjectBody: RequestBody {
  /// 1 to 48 characters.
  public var name: String
  /// 1 to 40 of a–z, 0–9 and `-`; it never changes. Without it one is made of the name.
  public var shortName: String?

  public init(name: String, shortName: String? = nil) {
    self.name = name
    self.shortName = shortName
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case name, shortName
  }
}
