/// What became of many users.
public struct BulkResource: Codable, Hashable, Sendable {
  public var added: Int
  public var changed: Int
  public var unchanged: Int
  public var refused: Int
  public var results: [BulkResult]

  public init(results: [BulkResult]) {
    self.results = results
    added = results.count { $0.outcome == "added" }
    changed = results.count { $0.outcome == "changed" }
    unchanged = results.count { $0.outcome == "unchanged" }
    refused = results.count { $0.outcome == "refused" }
  }
}
