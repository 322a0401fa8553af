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
  /// The same by the minute, for the console.
  let figures = FigureCounter()

  init() {
    // An alert on an outcome needs the series before it happens for the first time.
    for outcome in TakenIn.Outcome.allCases {
      _ = Counter(label: "lockstep_merges_total", dimensions: [("outcome", outcome.rawValue)])
    }
    for outcome in ["done", "refused"] {
      _ = Counter(label: "lockstep_transfers_total", dimensions: [("outcome", outcome)])
    }
  }

  private static func lag(_ stage: String) -> Timer {
    Timer(label: "lockstep_lag_seconds", dimensions: [("stage", stage)])
  }

  func ingested(_ count: Int, since received: NIODeadline) {
    logs.increment(by: count)
    figures.ingested(count)
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
    figures.merged(outcome)
  }

  func transferred(_ outcome: String, _ count: Int) {
    guard count > 0 else { return }
    Counter(label: "lockstep_transfers_total", dimensions: [("outcome", outcome)]).increment(by: count)
    if outcome == "done" { figures.transferred(done: count) } else { figures.transferred(refused: count) }
  }

  /// - Parameters:
  ///   - committed: when the revision was committed, nil if it is too long ago.
  ///   - connected: when the device came: what it missed while it was away is no lag of the server's.
  func confirmed(_ committed: NIODeadline?, connected: NIODeadline) {
    guard let committed else { return }
    let lag = NIODeadline.now() - committed
    fanOutLag.recordNanoseconds(lag.nanoseconds)
    if committed > connected { figures.confirmed(lag: lag.nanoseconds / 1_000_000) }
  }
}
