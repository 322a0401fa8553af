/// Signs in with a password.
public struct SignInBody: RequestBody {
  public var name: String
  public var password: String

  public init(name: String, password: String) {
    self.name = name
    self.password = password
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case name, password
  }
}
