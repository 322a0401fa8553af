public import Foundation

/// A run, as the history keeps it.
public struct RunResource: Codable, Hashable, Sendable {
  public var id: Int64
  /// `upload`, `command line`, `console`, `watched path` or `approval`.
  public var way: String
  /// The key, or who did it.
  public var actor: String
  public var file: String
  public var bytes: Int
  public var startedAt: Date
  public var endedAt: Date
  /// `done`, `no-change`, `held` or `refused`.
  public var outcome: String
  /// Why it was refused or held.
  public var reason: String
  public var counts: RunCountsResource
  /// Stands for exactly what can be approved or rejected.
  @OrNull public var heldSet: String?
  /// Empty, `approved`, `rejected` or `replaced`.
  public var decision: String
  public var decidedBy: String
  @OrNull public var decidedAt: Date?

  public init(
    id: Int64, way: String, actor: String, file: String, bytes: Int, startedAt: Date, endedAt: Date, outcome: String,
    reason: String, counts: RunCountsResource, heldSet: String? = nil, decision: String, decidedBy: String,
    decidedAt: Date? = nil
  ) {
    self.id = id
    self.way = way
    self.actor = actor
    self.file = file
    self.bytes = bytes
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.outcome = outcome
    self.reason = reason
    self.counts = counts
    self.heldSet = heldSet
    self.decision = decision
    self.decidedBy = decidedBy
    self.decidedAt = decidedAt
  }
}
