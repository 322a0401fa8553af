import DeviceProtocol
import LockstepCore
import NIOCore

/// Everything of a device that changes, behind one lock.
struct DeviceState: Sendable {
  struct Waiter: Sendable {
    let id: UInt64
    let isSatisfied: @Sendable (DeviceSnapshot) -> Bool
    let continuation: CheckedContinuation<Bool, Never>
    let timeout: Scheduled<Void>
  }

  var snapshot: DeviceSnapshot
  /// Where to connect to; nil while the device is to stay away.
  var server: ServerPlace?
  /// Where it was connected to before.
  var lastServer: ServerPlace?
  /// The server has set the clock since the device was switched on. Before that, the device cannot know what time it is.
  var isClockSure = false
  var channel: (any Channel)?
  /// Rises when the wish to be connected changes, so that an attempt of before is not made.
  var attempt: UInt64 = 0
  /// Attempts since the last welcome.
  var failures = 0
  /// No attempt before this moment.
  var staysAwayUntil: NIODeadline = .uptimeNanoseconds(0)
  var subscribers: [UInt64: AsyncStream<DeviceEvent>.Continuation] = [:]
  var waiters: [Waiter] = []
  private var lastID: UInt64 = 0

  // The memory file: what was changed, what is safe, and who waits for it.
  var version: UInt64 = 0
  var savedVersion: UInt64 = 0
  var savedLogID: LogID = 0
  var isSaving = false
  var connectsWhenSaved = false

  init(_ memory: DeviceMemory) { snapshot = DeviceSnapshot(memory: memory) }

  mutating func nextID() -> UInt64 {
    lastID += 1
    return lastID
  }

  /// Changes the memory; the file does not have it yet. A new epoch begins unacknowledged.
  @discardableResult
  mutating func changeMemory<Result>(_ change: (inout DeviceMemory) -> Result) -> Result {
    let epoch = snapshot.memory.epoch
    let result = change(&snapshot.memory)
    version += 1
    if snapshot.memory.epoch != epoch { snapshot.acknowledged = 0 }
    return result
  }

  /// From now on the link counts as lost, also while its channel is still closing.
  mutating func loseLink() -> (any Channel)? {
    snapshot.isConnected = false
    snapshot.registration = nil
    return channel
  }

  func emit(_ event: DeviceEvent) {
    for subscriber in subscribers.values { subscriber.yield(event) }
  }

  /// Those whose wait is over.
  mutating func takeSatisfied() -> [CheckedContinuation<Bool, Never>] {
    guard !waiters.isEmpty else { return [] }
    var satisfied: [CheckedContinuation<Bool, Never>] = []
    waiters.removeAll { waiter in
      guard waiter.isSatisfied(snapshot) else { return false }
      waiter.timeout.cancel()
      satisfied.append(waiter.continuation)
      return true
    }
    return satisfied
  }
}
