/// Which users of a device to take in.
public struct UploadBody: RequestBody {
  /// Left out: all that a compare finds new or edited.
  public var users: [String]?

  public init(users: [String]? = nil) {
    self.users = users
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case users
  }
}
