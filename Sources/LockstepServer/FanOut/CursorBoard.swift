import LockstepCore
import LockstepStore
import ServiceLifecycle
import Synchronization

/// How far each connected device is, and the service that saves it once a second, all in one transaction (SEND-4).
final class CursorBoard: Sendable {
  private let moved = Mutex<[SessionKey: Revision]>([:])
  private let saved = Mutex<[SessionKey: Revision]>([:])

  func note(_ key: SessionKey, _ cursor: Revision) {
    let isNews = saved.withLock { $0[key] != cursor }
    if isNews { moved.withLock { $0[key] = cursor } }
  }

  func forget(_ key: SessionKey) { saved.withLock { $0[key] = nil } }

  /// The cursors that have moved since the last call.
  func take() -> [SessionKey: Revision] {
    let taken = moved.withLock { moved in
      defer { moved = [:] }
      return moved
    }
    saved.withLock { $0.merge(taken) { $1 } }
    return taken
  }
}
