import DeviceProtocol
import LockstepCore
import LockstepStore
import Synchronization

/// The connections of the devices that are online. A device has one session; a newer one ends the older (SEC-7).
final class Connections: Sendable {
  private struct State {
    var registered: [DeviceID: (key: SessionKey, handle: ConnectionHandle)] = [:] {
      didSet { inOrder = nil }
    }
    private var inOrder: [ConnectionHandle]?
    /// Two devices may claim one ID: all of them wait.
    var waiting: [DeviceID: [ConnectionHandle]] = [:]

    /// By device: who is told first does not hang on chance.
    mutating func handles() -> [ConnectionHandle] {
      if let inOrder { return inOrder }
      let handles = registered.sorted { $0.key < $1.key }.map(\.value.handle)
      inOrder = handles
      return handles
    }
  }

  private let state = Mutex(State())

  func add(_ handle: ConnectionHandle, _ key: SessionKey) {
    let older: ConnectionHandle? = state.withLock { state in
      let older = state.registered[key.device]
      guard older.map({ $0.key.number < key.number }) ?? true else { return handle }
      state.registered[key.device] = (key, handle)
      return older?.handle
    }
    older?.send(.close(Goodbye(.newerSession, "the device connected again")))
  }

  /// Does nothing for one that waits already.
  func addWaiting(_ handle: ConnectionHandle, _ device: DeviceID) {
    state.withLock { state in
      guard state.waiting[device]?.contains(where: { $0 === handle }) != true else { return }
      state.waiting[device, default: []].append(handle)
    }
  }

  func removeWaiting(_ handle: ConnectionHandle, _ device: DeviceID) {
    state.withLock { state in
      state.waiting[device]?.removeAll { $0 === handle }
      if state.waiting[device]?.isEmpty == true { state.waiting[device] = nil }
    }
  }

  func remove(_ key: SessionKey) {
    state.withLock { if $0.registered[key.device]?.key == key { $0.registered[key.device] = nil } }
  }

  func handle(of device: DeviceID) -> ConnectionHandle? { state.withLock { $0.registered[device]?.handle } }

  func waitingHandles(of device: DeviceID) -> [ConnectionHandle] {
    state.withLock { $0.waiting.removeValue(forKey: device) ?? [] }
  }

  var online: Set<DeviceID> { state.withLock { Set($0.registered.keys) } }

  func setClocks() {
    let handles = state.withLock { $0.handles() }
    for handle in handles { handle.send(.setClock) }
  }

  func tell(_ changes: ChangeBatch) {
    let handles = state.withLock { $0.handles() }
    for handle in handles { handle.tell(changes) }
  }

  func wakeAll() {
    let handles = state.withLock { $0.handles() }
    for handle in handles { handle.wake() }
  }
}
