/// Silence on a connection: after one interval a ping, after two the end.
struct KeepAlive: Sendable {
  let interval: Duration
  private var heard: Duration
  private var hasPinged = false

  enum Decision: Sendable {
    case wait
    case ping
    case close
  }

  init(interval: Duration, now: Duration) {
    self.interval = interval
    heard = now
  }

  mutating func hear(at now: Duration) {
    heard = now
    hasPinged = false
  }

  /// How long a tick would decide to wait, if nothing is heard meanwhile; negative if it is late already.
  func quiet(at now: Duration) -> Duration { interval * (hasPinged ? 2 : 1) - (now - heard) }

  mutating func tick(at now: Duration) -> Decision {
    let silence = now - heard
    if silence >= interval * 2 { return .close }
    guard silence >= interval, !hasPinged else { return .wait }
    hasPinged = true
    return .ping
  }
}
