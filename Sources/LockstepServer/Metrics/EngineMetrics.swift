import DeviceProtocol
import LockstepStore
import Metrics
import NIOCore

/// What `/metrics` tells of the device side. Lags are in seconds, one for each stage of an enrolment's way.
struct EngineMetrics: Sendable {
  let connections = Meter(label: "lockstep_connections")
  private let logs = Counter(label: "lockstep_logs_ingested_total")
  private let ingestLag = EngineMetrics.lag("ingest")
  private let pullLag = EngineMetrics.lag("pull")
  private let mergeLag = EngineMetrics.lag("merge")
  private let transferLag = EngineMetrics.lag("transfer")
  private let fanOutLag = EngineMetrics.lag("fan-out")
  private let pulls = Counter(label: "lockstep_pulls_total")

  private static func lag(_ stage: String) -> Timer {
    Timer(label: "lockstep_lag_seconds", dimensions: [("stage", stage)])
  }

  func ingested(_ count: Int, since received: NIODeadline) {
    logs.increment(by: count)
    ingestLag.recordNanoseconds((.now() - received).nanoseconds)
  }

  func answered(_ purpose: DeviceDriver.Purpose, since asked: NIODeadline) {
    switch purpose {
    case .pull:
      pulls.increment()
      pullLag.recordNanoseconds((.now() - asked).nanoseconds)
    case .write, .remove: transferLag.recordNanoseconds((.now() - asked).nanoseconds)
    case .editedUsers, .list, .names, .setTime, .lastEntry: return
    }
  }

  func merged(_ outcome: TakenIn.Outcome, since started: NIODeadline) {
    Counter(label: "lockstep_merges_total", dimensions: [("outcome", outcome.rawValue)]).increment()
    mergeLag.recordNanoseconds((.now() - started).nanoseconds)
  }

  func transferred(_ outcome: String, _ count: Int) {
    guard count > 0 else { return }
    Counter(label: "lockstep_transfers_total", dimensions: [("outcome", outcome)]).increment(by: count)
  }

  /// - Parameter committed: when the revision was committed, nil if it is too long ago.
  func confirmed(_ committed: NIODeadline?) {
    guard let committed else { return }
    fanOutLag.recordNanoseconds((.now() - committed).nanoseconds)
  }
}
