/// Whose invitations are meant.
public struct InvitationBody: RequestBody {
  /// User IDs; without them everybody whom it can concern.
  public var users: [String]?

  public init(users: [String]? = nil) {
    self.users = users
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case users
  }
}
