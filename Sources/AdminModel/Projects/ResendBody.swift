/// Whose invitations are sent again: name them, or a status.
public struct ResendBody: RequestBody {
  /// User IDs.
  public var users: [String]?
  /// `invitation-expired`: everybody in this status.
  public var status: String?

  public init(users: [String]? = nil, status: String? = nil) {
    self.users = users
    self.status = status
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case users, status
  }
}
