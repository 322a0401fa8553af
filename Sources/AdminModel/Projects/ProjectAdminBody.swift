/// How an administrator takes part in a project.
public struct ProjectAdminBody: RequestBody {
  /// *Official contact*: is told of errors and of what is held.
  public var officialContact: Bool

  public init(officialContact: Bool) {
    self.officialContact = officialContact
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case officialContact
  }
}
