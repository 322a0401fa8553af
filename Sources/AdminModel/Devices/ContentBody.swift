/// The operator's choice for a device on hold.
public struct ContentBody: RequestBody {
  /// `take-over`, `replace` or `resume`.
  public var choice: String

  public init(choice: String) {
    self.choice = choice
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case choice
  }
}
