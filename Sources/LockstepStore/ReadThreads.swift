import DequeModule
import Dispatch
import Synchronization

/// Reads that nobody waits for on a thread of their own: so many at a time, the others in the order in which they came.
/// One jump from thread to thread for each; a pool's own asynchronous read takes two.
final class ReadThreads: Sendable {
  private struct State {
    var waiting: Deque<@Sendable () -> Void> = []
    var running = 0
  }

  private let most: Int
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "lockstep.reads", attributes: .concurrent)

  /// - Parameter most: how many threads read.
  init(most: Int) { self.most = most }

  func submit(_ read: @Sendable @escaping () -> Void) {
    let begins = state.withLock { state in
      state.waiting.append(read)
      guard state.running < most else { return false }
      state.running += 1
      return true
    }
    if begins { queue.async { self.readWaiting() } }
  }

  private func readWaiting() {
    while let read = next() { read() }
  }

  private func next() -> (@Sendable () -> Void)? {
    state.withLock { state in
      let next = state.waiting.popFirst()
      if next == nil { state.running -= 1 }
      return next
    }
  }
}
