/// What became of one user of many, in the order of the request.
public struct BulkResult: Codable, Hashable, Sendable {
  /// Null if it was refused before it had one.
  @OrNull public var id: String?
  /// `added`, `changed`, `unchanged` or `refused`.
  public var outcome: String
  /// Why it was refused.
  @OrNull public var problem: Problem?

  public init(id: String? = nil, outcome: String, problem: Problem? = nil) {
    self.id = id
    self.outcome = outcome
    self.problem = problem
  }
}
