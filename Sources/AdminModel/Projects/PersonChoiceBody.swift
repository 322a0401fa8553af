/// Who somebody is.
public struct PersonChoiceBody: RequestBody {
  /// `same-person` or `other-person`.
  public var choice: String

  public init(choice: String) {
    self.choice = choice
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case choice
  }
}
