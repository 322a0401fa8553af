import DeviceProtocol
public import LockstepCore
public import NIOCore

/// Waiting without looking again and again: each change of the device is told to who waits.
extension SimulatedDevice {
  /// What happens from now on. Ends with its reader.
  public func events() -> AsyncStream<DeviceEvent> {
    let (stream, continuation) = AsyncStream.makeStream(of: DeviceEvent.self)
    let id = update { state in
      let id = state.nextID()
      state.subscribers[id] = continuation
      return id
    }
    continuation.onTermination = { [weak self] _ in self?.update { $0.subscribers[id] = nil } }
    return stream
  }

  /// Returns once the condition holds.
  ///
  /// - Parameter condition: called on every change, under the device's lock: it must be quick and must not call the device.
  /// - Throws: ``WaitTimeout`` when the time is over, `CancellationError` when the task is cancelled.
  public func wait(
    _ what: String, within limit: TimeAmount = .seconds(10),
    until condition: @escaping @Sendable (DeviceSnapshot) -> Bool
  ) async throws {
    let id = update { $0.nextID() }
    let isSatisfied = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDone = update { state -> Bool? in
          if condition(state.snapshot) { return true }
          guard !Task.isCancelled else { return false }
          state.waiters.append(
            DeviceState.Waiter(
              id: id, isSatisfied: condition, continuation: continuation,
              timeout: loop.scheduleTask(in: limit) { self.endWait(id) }))
          return nil
        }
        if let isDone { continuation.resume(returning: isDone) }
      }
    } onCancel: {
      endWait(id)
    }
    guard !isSatisfied else { return }
    try Task.checkCancellation()
    throw WaitTimeout(device: self.id, what: what, limit: limit)
  }

  /// Waits until the device holds a user (whose record is as it should be).
  public func waitUntilHolds(
    _ user: UserID, within limit: TimeAmount = .seconds(10),
    where isRight: @escaping @Sendable (DeviceRecord) -> Bool = { _ in true }
  ) async throws {
    try await wait("it holds user \(user)", within: limit) { $0.memory.user(user).map(isRight) ?? false }
  }

  public func waitUntilDoesNotHold(_ user: UserID, within limit: TimeAmount = .seconds(10)) async throws {
    try await wait("it does not hold user \(user)", within: limit) { !$0.memory.holds(user) }
  }

  /// Waits until the server has everything up to an entry of the log.
  public func waitUntilAcknowledged(_ log: LogID, within limit: TimeAmount = .seconds(10)) async throws {
    try await wait("log \(log) is acknowledged", within: limit) { $0.acknowledged >= log }
  }

  /// Waits until the server has the whole log.
  public func waitUntilAllAcknowledged(within limit: TimeAmount = .seconds(10)) async throws {
    try await wait("the whole log is acknowledged", within: limit) { $0.acknowledged >= $0.memory.log.lastID }
  }

  public func waitUntilRegistered(within limit: TimeAmount = .seconds(10)) async throws {
    try await wait("it is registered", within: limit) { $0.isRegistered }
  }

  /// Waits until the server has said that the device is waiting for its registration.
  ///
  /// - Returns: the check code on its display.
  @discardableResult
  public func waitUntilWaiting(within limit: TimeAmount = .seconds(10)) async throws -> String {
    try await wait("it waits for its registration", within: limit) { $0.isConnected && $0.registration == .waiting }
    return snapshot.checkCode ?? ""
  }

  public func waitUntilDisconnected(within limit: TimeAmount = .seconds(10)) async throws {
    try await wait("it is disconnected", within: limit) { !$0.isConnected }
  }

  private func endWait(_ id: UInt64) {
    let waiter = update { state -> DeviceState.Waiter? in
      guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
      return state.waiters.remove(at: index)
    }
    waiter?.timeout.cancel()
    waiter?.continuation.resume(returning: false)
  }
}
