/// Sets *Automatic User Synchronization*.
public struct SynchronizationBody: RequestBody {
  public var value: String
  /// The code of the refusal, to confirm exactly the removals that it shows.
  public var confirm: String?

  public init(value: String, confirm: String? = nil) {
    self.value = value
    self.confirm = confirm
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case value, confirm
  }
}
