import Synchronization

/// Tells those who follow the monitoring log that there is something new to read.
public final class EventSignal: Sendable {
  private struct State {
    var last = 0
    var isFinished = false
    var followers: [Int: AsyncStream<Void>.Continuation] = [:]
  }

  private let state = Mutex(State())

  /// One element for any number of news since the last one; ends when the caller stops listening or the server stops.
  public func follow() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let id = state.withLock { state -> Int? in
      guard !state.isFinished else { return nil }
      state.last += 1
      state.followers[state.last] = continuation
      return state.last
    }
    guard let id else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.followers[id] = nil } }
    return stream
  }

  func notify() {
    let followers = state.withLock { Array($0.followers.values) }
    for follower in followers { follower.yield() }
  }

  /// Ends every stream, and those that are still asked for.
  func finish() {
    let followers = state.withLock { state in
      state.isFinished = true
      return Array(state.followers.values)
    }
    for follower in followers { follower.finish() }
  }
}
