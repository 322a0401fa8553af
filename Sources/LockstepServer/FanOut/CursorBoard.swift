import LockstepCore
import LockstepStore
import ServiceLifecycle
import Synchronization

/// How far each connected device is, and the service that saves it once a second, all in one transaction (SEND-4).
final class CursorBoard: Sendable {
  private struct Place: Equatable {
    let key: SessionKey
    let cursor: Revision
  }

  private struct State {
    var known: [DeviceID: Place] = [:]
    var moved: [DeviceID: Place] = [:]
  }

  private let state = Mutex(State())

  func note(_ key: SessionKey, _ cursor: Revision) {
    let place = Place(key: key, cursor: cursor)
    state.withLock { state in
      guard state.known[key.device] != place else { return }
      state.known[key.device] = place
      state.moved[key.device] = place
    }
  }

  /// The cursors of all devices that were connected, by their last session.
  var current: [SessionKey: Revision] {
    let known = state.withLock { $0.known }
    return known.values.reduce(into: [:]) { $0[$1.key] = $1.cursor }
  }

  /// The cursors that have moved since the last call.
  func take() -> [SessionKey: Revision] {
    state.withLock { state in
      defer { state.moved = [:] }
      return Dictionary(state.moved.values.map { ($0.key, $0.cursor) }, uniquingKeysWith: { $1 })
    }
  }
}
