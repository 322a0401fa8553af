/// Counts failed sign-ins by name and by address, whether or not the name exists, and says how long to wait. A value:
/// time goes in.
struct TryLimit {
  /// This many failures are free of a pause.
  let free: Int
  /// The first pause, in milliseconds; each further failure doubles it.
  let firstPause: Int64
  let longestPause: Int64

  /// More keys than these are not kept: the oldest goes.
  static let mostKeys = 10_000

  private struct Failures {
    var count: Int
    var last: Int64
  }

  private var failures: [String: Failures] = [:]

  init(free: Int, firstPause: Int64 = 2_000, longestPause: Int64 = 900_000) {
    self.free = free
    self.firstPause = firstPause
    self.longestPause = longestPause
  }

  /// Milliseconds until the next try is allowed; 0 when it is.
  func wait(_ key: String, at now: Int64) -> Int64 {
    guard let known = failures[key] else { return 0 }
    return max(0, known.last + pause(after: known.count) - now)
  }

  mutating func failed(_ key: String, at now: Int64) {
    var known = failures[key] ?? Failures(count: 0, last: now)
    // Long after the last failure it starts anew.
    if now - known.last > 4 * longestPause { known.count = 0 }
    known.count += 1
    known.last = now
    failures[key] = known
    if failures.count > Self.mostKeys, let oldest = failures.min(by: { $0.value.last < $1.value.last }) {
      failures.removeValue(forKey: oldest.key)
    }
  }

  mutating func succeeded(_ key: String) { failures.removeValue(forKey: key) }

  private func pause(after count: Int) -> Int64 {
    guard count >= free else { return 0 }
    return min(longestPause, firstPause << Int64(min(count - free, 20)))
  }
}
