/// Registers every waiting device.
public struct RegisterAllBody: RequestBody {
  /// `take-over` or `replace`.
  public var content: String?

  public init(content: String? = nil) {
    self.content = content
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case content
  }
}
