/// How far one step of retention has come.
public struct RetentionStep: Hashable, Sendable {
  /// How many entries of the monitoring log it has removed.
  public let removed: Int
  /// The last entry that it looked at; nil once nothing is left that is too old, or too much.
  public let next: Int64?
}
