/// A value over its limit (LIMIT-5). Thrown on every way in and out: device, API, file.
/// `actual` describes the value (a size, a kind), it never repeats it, so that the error may be logged.
public struct LimitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The field as an operator reads it, e.g. `name` or `fingerprint 3, template 2`.
  public let field: String
  /// What is allowed, e.g. `at most 48 characters`.
  public let limit: String
  /// What was found, e.g. `61 characters`.
  public let actual: String

  public init(field: String, limit: String, actual: String) {
    self.field = field
    self.limit = limit
    self.actual = actual
  }

  public var description: String { "\(field): \(limit), found \(actual)" }
}
