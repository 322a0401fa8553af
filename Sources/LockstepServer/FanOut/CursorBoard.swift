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
    /// Whose cursor is being set anew in the store: what is known of it is not to be saved over that.
    var restarting: [DeviceID: SessionKey] = [:]
  }

  private let state = Mutex(State())

  func note(_ key: SessionKey, _ cursor: Revision) {
    let place = Place(key: key, cursor: cursor)
    state.withLock { state in
      guard state.known[key.device] != place, state.restarting[key.device] != key else { return }
      state.known[key.device] = place
      state.moved[key.device] = place
    }
  }

  /// The cursors of all devices that were connected, by their last session.
  var current: [SessionKey: Revision] {
    let known = state.withLock { $0.known }
    return known.values.reduce(into: [:]) { $0[$1.key] = $1.cursor }
  }

  /// Before the store is told to set a device's cursor anew. Nothing is saved of it until ``restarted(_:)``.
  func willRestart(_ key: SessionKey) {
    state.withLock { state in
      state.restarting[key.device] = key
      state.moved[key.device] = nil
    }
  }

  func restarted(_ key: SessionKey) {
    state.withLock { if $0.restarting[key.device] == key { $0.restarting[key.device] = nil } }
  }

  /// Where a session that ends got to, if that is not saved yet, for the job that ends it: after that only a newer
  /// session's cursor is saved.
  func end(_ key: SessionKey) -> Revision? {
    state.withLock { state in
      guard let place = state.moved[key.device], place.key == key else { return nil }
      state.moved[key.device] = nil
      return place.cursor
    }
  }

  /// Hands over the cursors that have moved since the last call. Nobody begins to set one anew meanwhile, so that what
  /// the body submits to the store comes before that.
  func take(_ body: ([SessionKey: Revision]) -> Void) {
    state.withLock { state in
      defer { state.moved = [:] }
      body(Dictionary(state.moved.values.map { ($0.key, $0.cursor) }, uniquingKeysWith: { $1 }))
    }
  }
}
