import LockstepCore
import LockstepStore
import Synchronization

/// Up to which head devices were told of changes, what the last ones were, and when they were committed, for the lag of the
/// fan-out.
final class Feed: Sendable {
  private struct State {
    var newest: Revision = 0
    var times: [Revision: Duration] = [:]
    var window = ChangeWindow()
    /// What was changed is being looked up.
    var isLooking = false
    /// Something was changed since.
    var looksAgain = false
  }

  private static let most = 4096

  private let state = Mutex(State())

  /// Every revision up to the head of a batch that was not known before counts as committed now.
  ///
  /// - Parameter now: since the engine's fixed moment.
  func changed(_ batch: ChangeBatch, at now: Duration) {
    let head = batch.head
    state.withLock { state in
      state.window.add(batch)
      guard head > state.newest else { return }
      let first = max(state.newest + 1, head - Revision(Self.most) + 1)
      for revision in first...head { state.times[revision] = now }
      state.newest = head
      guard state.times.count > Self.most * 2 else { return }
      state.times = state.times.filter { $0.key > head - Revision(Self.most) }
    }
  }

  /// What was changed is looked up once for all devices, and once more for all that was changed meanwhile.
  ///
  /// - Returns: false while it is looked up already.
  func beginLook() -> Bool {
    state.withLock { state in
      defer { state.isLooking = true }
      state.looksAgain = state.isLooking
      return !state.isLooking
    }
  }

  /// The look begins only now, and sees all that was changed: none is needed again for that.
  func seesAll() { state.withLock { $0.looksAgain = false } }

  /// - Returns: whether to look again.
  func endLook() -> Bool {
    state.withLock { state in
      defer { state.looksAgain = false }
      state.isLooking = state.looksAgain
      return state.looksAgain
    }
  }

  /// The users of a device that were changed above its cursor, if that is known.
  func recent(of device: DeviceID, above cursor: Revision) -> RecentChanges? {
    state.withLock { $0.window.recent(of: device, above: cursor) }
  }

  var newest: Revision { state.withLock { $0.newest } }

  func committedAt(_ revision: Revision) -> Duration? { state.withLock { $0.times[revision] } }
}
