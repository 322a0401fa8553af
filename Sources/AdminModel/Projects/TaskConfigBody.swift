/// Which task config is wanted.
public struct TaskConfigBody: RequestBody {
  /// `windows`, `systemd` or `cron`.
  public var kind: String

  public init(kind: String) {
    self.kind = kind
  }

  public enum CodingKeys: String, CodingKey, CaseIterable {
    case kind
  }
}
