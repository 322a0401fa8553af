import DequeModule
import LockstepStore
import Logging
import Metrics
import ServiceLifecycle
import Synchronization

/// Group commit: jobs that arrive together share one durable transaction; each is told its result after it.
///
/// A commit that fails for now (disk full, database locked by another process) is tried again; jobs of the devices wait
/// for it, an operator's job gives up after a while. Operators go first, and a transaction ends after so many entries, so
/// that nobody waits for the logs of a thousand doors (LOG-7, SEND-12). Devices take turns in the order of their jobs: the
/// window keeps each of them from having more than its share in the line.
final class Committer: Service {
  typealias Completion = @Sendable ((any Error)?) -> Void

  private struct Pending: Sendable {
    let job: Store.Job
    let completion: Completion
    let weight: Int
    /// On the committer's clock; nil waits as long as the server runs.
    let deadline: ContinuousClock.Instant?
  }

  private struct State {
    /// Operators' jobs, which somebody waits for.
    var urgent: Deque<Pending> = []
    var pending: Deque<Pending> = []
    /// Between the beginning and the end of ``Committer/run()``.
    var isRunning = false
    /// A transaction is under way, or the next try waits for its time.
    var isWriting = false
    /// The last try failed.
    var isFailing = false
    /// Before the next try.
    var pause = Committer.shortestPause
    var isClosed = false

    /// What goes into the next transaction: at least one job; nil if there is none.
    mutating func takeBatch() -> [Pending]? {
      var batch: [Pending] = []
      var weight = 0
      while batch.count < Committer.mostJobs, weight < Committer.mostWeight,
        let next = urgent.popFirst() ?? pending.popFirst()
      {
        batch.append(next)
        weight += next.weight
      }
      return batch.isEmpty ? nil : batch
    }

    /// What goes into the next transaction, if it is time for one.
    mutating func begin() -> [Pending]? {
      guard isRunning, !isWriting, let batch = takeBatch() else { return nil }
      isWriting = true
      return batch
    }

    mutating func putBack(_ batch: [Pending]) {
      urgent.prepend(contentsOf: batch.filter { $0.deadline != nil })
      pending.prepend(contentsOf: batch.filter { $0.deadline == nil })
    }
  }

  /// The server is stopping: nothing was written.
  struct Stopped: Error {}

  /// The database could not be written in time: nothing was written.
  struct TimedOut: Error {}

  /// How long an operator's job may wait for a database that cannot be written.
  private static let patience = Duration.seconds(10)
  private static let shortestPause = Duration.milliseconds(50)
  private static let longestPause = Duration.seconds(2)
  private static let mostJobs = 512
  /// Of log entries, or other jobs, in one transaction.
  static let mostWeight = 4096

  private let store: Store
  private let logger: Logger
  private let state = Mutex(State())
  private let ends: AsyncStream<Never>
  private let end: AsyncStream<Never>.Continuation
  private let batches = Counter(label: "lockstep_commits_total")

  init(store: Store, logger: Logger) {
    self.store = store
    self.logger = logger
    (ends, end) = AsyncStream.makeStream()
  }

  /// - Parameters:
  ///   - weight: how many log entries the job stores.
  ///   - patience: how long somebody waits for it, also when the database cannot be written; nil for a job of a device or
  ///     of the server itself, which waits for ever.
  func submit(
    weight: Int = 1, patience: Duration? = nil, _ job: @escaping Store.Job, completion: @escaping Completion
  ) {
    let deadline = patience.map { ContinuousClock.now + $0 }
    let pending = Pending(job: job, completion: completion, weight: weight, deadline: deadline)
    let isOpen = state.withLock { state in
      guard !state.isClosed else { return false }
      if patience == nil { state.pending.append(pending) } else { state.urgent.append(pending) }
      return true
    }
    if isOpen { writeNext() } else { completion(Stopped()) }
  }

  /// An operator's job: its value once it is durable.
  ///
  /// - Throws: what the job throws, ``TimedOut``, ``Stopped``.
  func commit<Value: Sendable>(
    _ job: @escaping @Sendable (WriteTransaction) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let result = Mutex<Value?>(nil)
      submit(patience: Self.patience) { transaction in
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
    state.withLock { $0.isRunning = true }
    writeNext()
    await withGracefulShutdownHandler {
      for await _ in ends {}
    } onGracefulShutdown: {
      self.end.finish()
    }
    // No further try by itself once the database has refused.
    state.withLock { $0.isRunning = false }
    await commitRest()
    close()
  }

  /// Takes no job any more; who waits is told.
  func close() {
    let rest = state.withLock { state in
      state.isClosed = true
      defer { (state.urgent, state.pending) = ([], []) }
      return state.urgent + state.pending
    }
    for pending in rest { pending.completion(Stopped()) }
  }

  /// On the thread that writes, one transaction after the other: what comes meanwhile shares the next one.
  private func writeNext() {
    guard let batch = state.withLock({ $0.begin() }) else { return }
    store.writeTogether(batch.map(\.job)) { result in
      switch result {
      case .success(let errors):
        self.finish(batch, errors)
        self.writeAgain()
      case .failure(let error):
        self.postpone(batch, error)
        // Belongs to nobody and needs no end: it writes nothing once ``run()`` is over.
        Task {
          try? await Task.sleep(for: self.state.withLock { $0.pause })
          self.state.withLock { $0.pause = min($0.pause * 2, Self.longestPause) }
          self.writeAgain()
        }
      }
    }
  }

  private func writeAgain() {
    state.withLock { $0.isWriting = false }
    writeNext()
  }

  private func commitRest() async {
    // After the transaction that is under way, which puts back what it could not write.
    _ = try? await store.writeTogether([])
    while (try? tryOnce()) == true {}
  }

  /// One try of what waits, on the caller's thread, in place of ``run()``.
  ///
  /// - Returns: false if nothing waits.
  /// - Throws: the error of the commit; what was tried waits on.
  func tryOnce() throws -> Bool {
    guard let batch = state.withLock({ $0.takeBatch() }) else { return false }
    do {
      finish(batch, try store.writeTogether(batch.map(\.job)))
      return true
    } catch {
      postpone(batch, error)
      throw error
    }
  }

  /// Whether the last transaction was committed. After one that was not, tries go on, also when nobody waits any more.
  var canWrite: Bool { state.withLock { !$0.isFailing } }

  /// Whether jobs wait for the next transaction.
  var hasMore: Bool { state.withLock { !$0.urgent.isEmpty || !$0.pending.isEmpty } }

  private func finish(_ batch: [Pending], _ errors: [(any Error)?]) {
    batches.increment()
    let isOverAgain = state.withLock { state in
      state.pause = Self.shortestPause
      defer { state.isFailing = false }
      return state.isFailing
    }
    if isOverAgain { logger.notice("the database can be written again") }
    for (pending, error) in zip(batch, errors) { pending.completion(error) }
  }

  /// The database refused for now: the batch waits on in its place, but for operators who have waited long enough.
  private func postpone(_ batch: [Pending], _ error: any Error) {
    logger.error("the database cannot be written; trying again", metadata: ["error": "\(error)"])
    let now = ContinuousClock.now
    func isOver(_ pending: Pending) -> Bool { pending.deadline.map { $0 <= now } ?? false }
    let over = state.withLock { state in
      state.isFailing = true
      state.putBack(batch)
      let over = state.urgent.filter(isOver)
      state.urgent.removeAll(where: isOver)
      if state.urgent.isEmpty, state.pending.isEmpty {
        state.pending.append(Pending(job: { try $0.writeNothing() }, completion: { _ in }, weight: 1, deadline: nil))
      }
      return over
    }
    for pending in over { pending.completion(TimedOut()) }
  }
}
