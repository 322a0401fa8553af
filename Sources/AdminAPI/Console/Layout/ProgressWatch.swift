import Foundation
import Synchronization

/// How long work of known size still takes, from how fast it went since somebody first looked.
final class ProgressWatch: Sendable {
  private struct Look {
    let at: ContinuousClock.Instant
    let rest: Int
  }

  private static let most = 1000

  private let looks = Mutex<[String: Look]>([:])

  /// - Parameters:
  ///   - work: names it, e.g. `device 1001`.
  ///   - rest: how much of it is left.
  /// - Returns: milliseconds; nil until it is known.
  func estimate(_ work: String, rest: Int, at now: ContinuousClock.Instant = .now) -> Int64? {
    looks.withLock { looks in
      guard rest > 0 else {
        looks[work] = nil
        return nil
      }
      guard let first = looks[work], first.rest >= rest else {
        if looks.count >= Self.most { looks.removeAll() }
        looks[work] = Look(at: now, rest: rest)
        return nil
      }
      let (done, time) = (first.rest - rest, (now - first.at).components)
      let spent = time.seconds * 1000 + time.attoseconds / 1_000_000_000_000_000
      guard done > 0, spent > 500 else { return nil }
      return spent * Int64(rest) / Int64(done)
    }
  }
}
