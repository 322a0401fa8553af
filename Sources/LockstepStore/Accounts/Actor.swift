/// Who does something, and from where.
public struct Actor: Hashable, Sendable {
  /// By what somebody proved who they are.
  public enum Way: String, Sendable {
    /// The file `admin-token` of the data directory.
    case commandLine = "command line"
    case console
    case token
    /// Nobody yet: a sign-in that failed.
    case none
    /// The server itself.
    case server
  }

  public let name: String
  public let way: Way
  /// The client's address, without its port; empty for the server itself.
  public let address: String

  public init(name: String, way: Way, address: String) {
    self.name = name
    self.way = way
    self.address = address
  }
}
