import LockstepStore
import Synchronization

/// Counts what happens, minute by minute.
final class FigureCounter: Sendable {
  private struct Counts {
    var logs = 0
    var enrolments = 0
    var transfers = 0
    var failures = 0
    var longestLag: Int64?
  }

  private let counts = Mutex(Counts())

  func ingested(_ count: Int) { counts.withLock { $0.logs += count } }

  func merged(_ outcome: TakenIn.Outcome) {
    counts.withLock { counts in
      switch outcome {
      case .created, .filled: counts.enrolments += 1
      case .refused, .held: counts.failures += 1
      case .noChange, .unknownThere, .notTakenIn: break
      }
    }
  }

  func transferred(done: Int, refused: Int) {
    counts.withLock { counts in
      counts.transfers += done
      counts.failures += refused
    }
  }

  /// - Parameter lag: milliseconds from a change's commit until a door that was online then had it.
  func confirmed(lag: Int64) {
    counts.withLock { $0.longestLag = max($0.longestLag ?? 0, lag) }
  }

  /// What was counted since the last call.
  func take(for minute: Int64) -> StoredMinute {
    let taken = counts.withLock { counts in
      defer { counts = Counts() }
      return counts
    }
    return StoredMinute(
      minute: minute, logs: taken.logs, enrolments: taken.enrolments, transfers: taken.transfers,
      failures: taken.failures, longestLag: taken.longestLag)
  }

  /// What was counted so far in the minute that runs.
  func current(for minute: Int64) -> StoredMinute {
    let now = counts.withLock { $0 }
    return StoredMinute(
      minute: minute, logs: now.logs, enrolments: now.enrolments, transfers: now.transfers, failures: now.failures,
      longestLag: now.longestLag)
  }
}
