/// Which held set is meant.
public struct HeldSetBody: RequestBody {
  /// The `heldSet` that was shown.
  public var set: String

  public init(set: String) {
    self.set = set
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case set
  }
}
