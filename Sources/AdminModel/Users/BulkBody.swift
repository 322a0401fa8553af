/// Adds and changes many users at once: whose ID exists is changed, the others are added.
public struct BulkBody: RequestBody {
  /// 1 to 1000.
  public var users: [BulkUser]
  /// The code of the refusal, to confirm exactly the removals that it shows.
  public var confirm: String?

  public init(users: [UserBody], confirm: String? = nil) {
    self.users = users.map(BulkUser.init)
    self.confirm = confirm
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case users, confirm
  }
}
