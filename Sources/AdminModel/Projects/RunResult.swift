/// What a file has done, or would do.
public struct RunResult: Codable, Hashable, Sendable {
  /// `done`, `no-change`, `held` or `refused`.
  public var outcome: String
  /// Why it was refused or held.
  public var reason: String
  public var dryRun: Bool
  /// Null for a dry run.
  @OrNull public var run: Int64?
  public var counts: RunCountsResource
  /// What is changed, held, kept or wrong; the first 1,000.
  public var rows: [RunRowResource]
  /// Stands for exactly what can be approved or rejected.
  @OrNull public var heldSet: String?

  public init(
    outcome: String, reason: String, dryRun: Bool, run: Int64? = nil, counts: RunCountsResource, rows: [RunRowResource],
    heldSet: String? = nil
  ) {
    self.outcome = outcome
    self.reason = reason
    self.dryRun = dryRun
    self.run = run
    self.counts = counts
    self.rows = rows
    self.heldSet = heldSet
  }
}
