/// A decision about a difference.
public struct DecisionBody: RequestBody {
  /// As it was shown.
  public var version: String

  public init(version: String) {
    self.version = version
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case version
  }
}
