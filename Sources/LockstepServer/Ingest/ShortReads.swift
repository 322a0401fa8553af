import Foundation
import LockstepStore
import Synchronization

/// Short reads that are asked for together share one snapshot: a change wakes every device at once, and what it takes to
/// come to a snapshot and back costs more than a look. Each sees all that was committed before it was asked for.
final class ShortReads: Sendable {
  /// Gets the snapshot, or the error of it, once.
  typealias Read = @Sendable (Result<ReadTransaction, any Error>) -> Void

  private struct State {
    var waiting: [Read] = []
    /// Snapshots that are being read.
    var running = 0
  }

  /// So that the first of a thousand is not told after the last.
  private static let mostTogether = 32
  /// Half of the processors are for all else, and one of the three threads that read for devices.
  private static let mostRunning = ProcessInfo.processInfo.activeProcessorCount > 3 ? 2 : 1

  private let store: Store
  private let state = Mutex(State())

  init(store: Store) { self.store = store }

  func submit(_ read: @escaping Read) {
    let begins = state.withLock { state in
      state.waiting.append(read)
      guard state.running < Self.mostRunning else { return false }
      state.running += 1
      return true
    }
    if begins { readWaiting() }
  }

  /// Whoever comes from here on is not among them: this snapshot may be older.
  private func readWaiting() {
    let batch = state.withLock { state in
      let batch = Array(state.waiting.prefix(Self.mostTogether))
      state.waiting.removeFirst(batch.count)
      if batch.isEmpty { state.running -= 1 }
      return batch
    }
    guard !batch.isEmpty else { return }
    store.read { snapshot in
      for read in batch { read(.success(snapshot)) }
    } then: { result in
      if case .failure(let error) = result { for read in batch { read(.failure(error)) } }
      self.readWaiting()
    }
  }
}
