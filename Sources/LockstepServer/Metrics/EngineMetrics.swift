import DeviceProtocol
import LockstepStore
import Metrics

/// What `/metrics` tells of the device side. Lags are in seconds, one for each stage of an enrolment's way.
struct EngineMetrics: Sendable {
  let connections = Meter(label: "lockstep_connections")
  private let logs = Counter(label: "lockstep_logs_ingested_total")
  private let removedEvents = Counter(label: "lockstep_events_removed_total")
  private let ingestLag = EngineMetrics.lag("ingest")
  private let pullLag = EngineMetrics.lag("pull")
  private let mergeLag = EngineMetrics.lag("merge")
  private let transferLag = EngineMetrics.lag("transfer")
  private let fanOutLag = EngineMetrics.lag("fan-out")
  private let pulls = Counter(label: "lockstep_pulls_total")
  private let done = EngineMetrics.transfers("done")
  private let refused = EngineMetrics.transfers("refused")
  let looks = Counter(label: "lockstep_device_looks_total")
  let takenChanges = Counter(label: "lockstep_device_changes_taken_total")
  /// The same by the minute, for the console.
  let figures = FigureCounter()

  init() {
    // An alert on an outcome needs the series before it happens for the first time.
    for outcome in TakenIn.Outcome.allCases {
      _ = Counter(label: "lockstep_merges_total", dimensions: [("outcome", outcome.rawValue)])
    }
    for reason in Goodbye.Reason.allCases { _ = Self.goodbyes(reason) }
  }

  private static func lag(_ stage: String) -> Timer {
    Timer(label: "lockstep_lag_seconds", dimensions: [("stage", stage)])
  }

  func ingested(_ count: Int, in lag: Duration) {
    logs.increment(by: count)
    figures.ingested(count)
    ingestLag.recordNanoseconds(lag.wholeNanoseconds)
  }

  /// Retention has removed entries of the monitoring log.
  func removed(_ count: Int) { removedEvents.increment(by: count) }

  /// The server has ended a session.
  func ended(_ reason: Goodbye.Reason) { Self.goodbyes(reason).increment() }

  private static func goodbyes(_ reason: Goodbye.Reason) -> Counter {
    Counter(label: "lockstep_device_goodbyes_total", dimensions: [("reason", reason.word)])
  }

  func answered(_ purpose: DeviceDriver.Purpose, in lag: Duration) {
    switch purpose {
    case .pull(let users):
      pulls.increment(by: users.count)
      pullLag.recordNanoseconds(lag.wholeNanoseconds)
    case .write, .remove: transferLag.recordNanoseconds(lag.wholeNanoseconds)
    case .editedUsers, .list, .everything, .buckets, .readBack, .names, .setTime, .lastEntry, .newestEntry: return
    }
  }

  func merged(_ outcome: TakenIn.Outcome, in lag: Duration) {
    Counter(label: "lockstep_merges_total", dimensions: [("outcome", outcome.rawValue)]).increment()
    mergeLag.recordNanoseconds(lag.wholeNanoseconds)
    figures.merged(outcome)
  }

  private static func transfers(_ outcome: String) -> Counter {
    Counter(label: "lockstep_transfers_total", dimensions: [("outcome", outcome)])
  }

  func transferred(done: Int, refused: Int) {
    self.done.increment(by: done)
    if refused > 0 { self.refused.increment(by: refused) }
    figures.transferred(done: done, refused: refused)
  }

  /// - Parameters:
  ///   - lag: since the revision was committed.
  ///   - wasConnected: at that time: what a device missed while it was away is no lag of the server's.
  func confirmed(in lag: Duration, wasConnected: Bool) {
    fanOutLag.recordNanoseconds(lag.wholeNanoseconds)
    if wasConnected { figures.confirmed(lag: lag.wholeNanoseconds / 1_000_000) }
  }
}

extension Goodbye.Reason {
  fileprivate var word: String {
    switch self {
    case .outOfOrder: "out-of-order"
    case .newerSession: "newer-session"
    case .unspecified, .shutdown, .version, .malformed, .proof, .window, .silent, .busy: "\(self)"
    }
  }
}

extension Duration {
  fileprivate var wholeNanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}
