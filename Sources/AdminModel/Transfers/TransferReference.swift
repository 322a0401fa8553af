/// A transfer that was begun.
public struct TransferReference: Codable, Hashable, Sendable {
  public var id: Int64

  public init(id: Int64) {
    self.id = id
  }
}
