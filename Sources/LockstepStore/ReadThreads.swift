import DequeModule
import Dispatch
import Synchronization

/// Reads that nobody waits for on a thread of their own: so many at a time, the others in the order in which they came.
/// One jump from thread to thread for each; a pool's own asynchronous read takes two.
final class ReadThreads: Sendable {
  /// Called with false where the database is closed, or about to be: it must not be touched then.
  typealias Read = @Sendable (_ isOpen: Bool) -> Void

  private struct State {
    var waiting: Deque<Read> = []
    var running = 0
    var isClosed = false
  }

  private let most: Int
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "lockstep.reads", attributes: .concurrent)
  private let threads = DispatchGroup()

  /// - Parameter most: how many threads read.
  init(most: Int) { self.most = most }

  func submit(_ read: @escaping Read) {
    let begins = state.withLock { state in
      state.waiting.append(read)
      guard state.running < most else { return false }
      state.running += 1
      threads.enter()
      return true
    }
    if begins { queue.async { self.readWaiting() } }
  }

  /// Returns when nothing is being read any more. What waits, and what comes, is told that it cannot be.
  func close() {
    state.withLock { $0.isClosed = true }
    threads.wait()
  }

  private func readWaiting() {
    while let (read, isOpen) = next() { read(isOpen) }
    threads.leave()
  }

  private func next() -> (Read, isOpen: Bool)? {
    state.withLock { state in
      guard let next = state.waiting.popFirst() else {
        state.running -= 1
        return nil
      }
      return (next, !state.isClosed)
    }
  }
}
