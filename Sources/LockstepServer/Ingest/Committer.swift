import DequeModule
import LockstepStore
import Logging
import Metrics
import ServiceLifecycle
import Synchronization

/// Group commit: jobs that arrive together share one durable transaction; each is told its result after it.
///
/// A commit that fails for now (disk full, database locked by another process) is tried again; jobs of the devices wait
/// for it, an operator's job gives up after a while.
final class Committer: Service {
  typealias Completion = @Sendable ((any Error)?) -> Void

  private struct Pending: Sendable {
    let job: Store.Job
    let completion: Completion
    /// On the committer's clock; nil waits as long as the server runs.
    let deadline: ContinuousClock.Instant?
  }

  private struct State {
    var pending: Deque<Pending> = []
    /// No further try once the database has refused.
    var isStopping = false
    var isClosed = false
  }

  /// The server is stopping: nothing was written.
  struct Stopped: Error {}

  /// The database could not be written in time: nothing was written.
  struct TimedOut: Error {}

  private static let mostJobs = 512

  private let store: Store
  private let logger: Logger
  private let state = Mutex(State())
  private let signals: AsyncStream<Void>
  private let signal: AsyncStream<Void>.Continuation
  private let batches = Counter(label: "lockstep_commits_total")

  init(store: Store, logger: Logger) {
    self.store = store
    self.logger = logger
    (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// - Parameter patience: how long the job may wait for a database that cannot be written; nil for ever.
  func submit(
    patience: Duration? = nil, _ job: @escaping Store.Job, completion: @escaping Completion
  ) {
    let deadline = patience.map { ContinuousClock.now + $0 }
    let isOpen = state.withLock { state in
      if !state.isClosed { state.pending.append(Pending(job: job, completion: completion, deadline: deadline)) }
      return !state.isClosed
    }
    if isOpen { signal.yield() } else { completion(Stopped()) }
  }

  /// An operator's job: its value once it is durable.
  ///
  /// - Throws: what the job throws, ``TimedOut``, ``Stopped``.
  func commit<Value: Sendable>(
    _ job: @escaping @Sendable (WriteTransaction) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let result = Mutex<Value?>(nil)
      submit(patience: .seconds(10)) { transaction in
        let value = try job(transaction)
        result.withLock { $0 = value }
      } completion: { error in
        if let error { return continuation.resume(throwing: error) }
        guard let value = result.withLock({ $0 }) else { return continuation.resume(throwing: Stopped()) }
        continuation.resume(returning: value)
      }
    }
  }

  func run() async {
    await withGracefulShutdownHandler {
      for await _ in signals { await commitPending() }
      await commitPending()
    } onGracefulShutdown: {
      self.state.withLock { $0.isStopping = true }
      self.signal.finish()
    }
    let rest = state.withLock { state in
      state.isClosed = true
      defer { state.pending = [] }
      return state.pending
    }
    for pending in rest { pending.completion(Stopped()) }
  }

  private func commitPending() async {
    while true {
      let batch = state.withLock { state in
        let count = min(state.pending.count, Self.mostJobs)
        let batch = Array(state.pending.prefix(count))
        state.pending.removeFirst(count)
        return batch
      }
      guard !batch.isEmpty else { return }
      await commit(batch)
    }
  }

  /// Takes out whoever has waited long enough, of this batch and of those behind it.
  private func giveUp(at now: ContinuousClock.Instant, _ batch: inout [Pending]) -> [Pending] {
    func isOver(_ pending: Pending) -> Bool { pending.deadline.map { $0 <= now } ?? false }
    let waiting = state.withLock { state in
      defer { state.pending.removeAll(where: isOver) }
      return state.pending.filter(isOver)
    }
    defer { batch.removeAll(where: isOver) }
    return batch.filter(isOver) + waiting
  }

  private func commit(_ batch: [Pending]) async {
    var batch = batch
    var pause = Duration.milliseconds(50)
    while !batch.isEmpty {
      do {
        let errors = try await store.writeTogether(batch.map(\.job))
        batches.increment()
        for (pending, error) in zip(batch, errors) { pending.completion(error) }
        return
      } catch {
        logger.error("the database cannot be written; trying again", metadata: ["error": "\(error)"])
        let now = ContinuousClock.now
        for pending in giveUp(at: now, &batch) { pending.completion(TimedOut()) }
        guard state.withLock({ !$0.isStopping }) else {
          for pending in batch { pending.completion(Stopped()) }
          return
        }
        do {
          try await Task.sleep(for: pause)
        } catch {
          for pending in batch { pending.completion(Stopped()) }
          return
        }
        pause = min(pause * 2, .seconds(2))
      }
    }
  }
}
