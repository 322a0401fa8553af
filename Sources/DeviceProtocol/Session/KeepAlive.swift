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

  mutating func tick(at now: Duration) -> Decision {
    let silence = now - heard
    if silence >= interval * 2 { return .close }
    guard silence >= interval, !hasPinged else { return .wait }
    hasPinged = true
    return .ping
  }
}
