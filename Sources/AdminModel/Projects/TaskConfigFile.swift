/// A file of a task config.
public struct TaskConfigFile: Codable, Hashable, Sendable {
  public var name: String
  /// Base64.
  public var content: String
  /// It has the key in it: for its owner only.
  public var secret: Bool

  public init(name: String, content: String, secret: Bool) {
    self.name = name
    self.content = content
    self.secret = secret
  }
}
