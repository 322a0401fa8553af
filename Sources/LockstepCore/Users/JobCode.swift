/// A time and attendance code that a user can choose at a terminal; a label of at most 48 bytes.
public struct JobCode: Hashable, Sendable {
  public let code: UInt32
  public let label: String

  public init(code: UInt32, label: String) {
    self.code = code
    self.label = label
  }
}
