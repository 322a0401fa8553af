import LockstepCore
public import LockstepStore

/// What a run has done, or a dry run would do.
public struct RunReport: Sendable {
  public let outcome: StoredRun.Outcome
  /// Why it was refused or held.
  public let reason: String
  public let counts: RunCounts
  /// What is changed, held or kept, first in the order of the file; of a refused file its errors. The first
  /// ``mostRows``.
  public let rows: [RunRow]
  /// Nil for a dry run.
  public let run: StoredRun?
  /// Stands for exactly what can be approved or rejected.
  public let heldSet: [UInt8]?

  public static let mostRows = 1000

  init(run: StoredRun, rows: [RunRow]) {
    (outcome, reason, counts) = (run.outcome, run.reason, run.counts)
    (self.rows, self.run, heldSet) = (rows, run, run.heldSet)
  }

  init(plan: Plan) {
    outcome = plan.isHeld ? .held : plan.changesNothing ? .noChange : .done
    reason = plan.holdReasons.joined(separator: "; ")
    counts = RunCounts(plan)
    rows = plan.items.prefix(Self.mostRows).map { item in
      item.runRow(user: item.action.user, result: item.hold == nil ? "would be done" : "held")
    }
    (run, heldSet) = (nil, plan.heldSet)
  }

  init(refused reason: String, errors: [FileError]) {
    (outcome, self.reason) = (.refused, reason)
    var counts = RunCounts()
    counts.errors = max(1, errors.count)
    self.counts = counts
    rows = errors.prefix(Self.mostRows).map { RunRow(error: $0) }
    (run, heldSet) = (nil, nil)
  }
}
