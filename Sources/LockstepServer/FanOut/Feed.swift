import LockstepCore
import Synchronization

/// When the last revisions were committed, for the lag of the fan-out.
final class Feed: Sendable {
  private struct State {
    var newest: Revision = 0
    var times: [Revision: Duration] = [:]
  }

  private static let most = 4096

  private let state = Mutex(State())

  /// Every revision up to this head that was not known before counts as committed now.
  ///
  /// - Parameter now: since the engine's fixed moment.
  func moved(to head: Revision, at now: Duration) {
    state.withLock { state in
      guard head > state.newest else { return }
      let first = max(state.newest + 1, head - Revision(Self.most) + 1)
      for revision in first...head { state.times[revision] = now }
      state.newest = head
      guard state.times.count > Self.most * 2 else { return }
      state.times = state.times.filter { $0.key > head - Revision(Self.most) }
    }
  }

  func committedAt(_ revision: Revision) -> Duration? { state.withLock { $0.times[revision] } }
}
