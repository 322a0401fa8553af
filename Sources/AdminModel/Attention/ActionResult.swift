/// What an action did.
public struct ActionResult: Codable, Hashable, Sendable {
  public var id: Int64
  public var outcome: String

  public init(id: Int64, outcome: String) {
    self.id = id
    self.outcome = outcome
  }
}
