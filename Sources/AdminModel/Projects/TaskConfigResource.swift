/// Files that bring a CSV to the server on a schedule.
public struct TaskConfigResource: Codable, Hashable, Sendable {
  /// The name of the upload key that was made for it.
  public var key: String
  public var files: [TaskConfigFile]

  public init(key: String, files: [TaskConfigFile]) {
    self.key = key
    self.files = files
  }
}
