import DeviceProtocol
public import Foundation
public import LockstepCore
public import LockstepStore
public import Logging

/// What everything at the edge shares: the store and its committer, the connections, and what is told to them. The HTTP
/// API reaches the device side through this.
public final class Engine: Sendable {
  public let store: Store
  /// Something new in the monitoring log.
  public let eventSignal = EventSignal()
  let committer: Committer
  let shortReads: ShortReads
  let configuration: ServerConfiguration
  let logger: Logger
  let connections = Connections()
  let cache: StateCache
  let cursors = CursorBoard()
  let feed = Feed()
  let metrics = EngineMetrics()
  let reports = Reports()
  let sessionPace: SessionPace
  let breaches: PacedLog<Goodbye.Reason>
  /// It is worth looking whose turn it is to be compared.
  let compareSignal = LookSignal()
  /// It is worth looking whether there is something to do for those who are being erased.
  let erasureSignal = LookSignal()
  /// What waits in the outbox, and how it goes out.
  public let mail: Mailer
  /// The data directory.
  let data: URL
  private let authorityFingerprint: [UInt8]
  private let surroundings: Surroundings

  /// - Parameters:
  ///   - data: the data directory.
  ///   - surroundings: time and chance.
  public init(
    store: Store, data: URL, authorityFingerprint: [UInt8], configuration: ServerConfiguration, logger: Logger,
    surroundings: Surroundings = .system
  ) {
    self.store = store
    self.data = data
    self.authorityFingerprint = authorityFingerprint
    self.configuration = configuration
    self.logger = logger
    self.surroundings = surroundings
    committer = Committer(store: store, logger: logger)
    shortReads = ShortReads(store: store)
    sessionPace = SessionPace(configuration.sessionPace)
    breaches = PacedLog(logger: logger)
    cache = StateCache(server: store.server)
    mail = Mailer(
      store: store, committer: committer, data: data, pace: configuration.mail, logger: logger,
      clock: surroundings.clock)
  }

  /// To be called once, before anybody is let in.
  public func begin() {
    let leaps = WriteTransaction.leaps
    let count = leaps.lowerBound + Revision(random() % UInt64(leaps.count))
    do {
      try store.write { try $0.leap(count) }
    } catch {
      // The disk may be full: it starts all the same, and would take longer to notice that it was put back.
      logger.warning("no revision was leapt over at the start", metadata: ["error": "\(error)"])
    }
  }

  /// Unix milliseconds.
  public func now() -> Int64 { surroundings.clock() }

  /// 64 bits that nobody can foretell.
  func random() -> UInt64 { surroundings.random() }

  /// Since any fixed moment.
  func uptime() -> Duration { surroundings.uptime() }

  // MARK: For the API

  /// One durable transaction of an operator; devices look for work after it.
  ///
  /// - Throws: what the job throws; an error of the committer if the database cannot be written for 10 s.
  public func commit<Value: Sendable>(
    _ job: @escaping @Sendable (WriteTransaction) throws -> Value
  ) async throws -> Value {
    let value = try await committer.commit(job)
    changed()
    eventSignal.notify()
    mail.look()
    return value
  }

  /// Registers a waiting device; one that is connected goes on at once.
  ///
  /// - Parameter checkCode: what the operator compared; nil where nobody looked (many at once).
  /// - Throws: ``StoreError``.
  public func register(
    _ device: DeviceID, checkCode: String? = nil, content: ContentChoice? = nil, replacement: Bool = false,
    audit entry: AuditEntry? = nil
  ) async throws {
    let now = now()
    let key: [UInt8] = try await store.read { try $0.publicKey(of: device, isCandidate: replacement) }
    if let checkCode, checkCode.uppercased() != self.checkCode(of: key) {
      throw StoreError.conflict(field: "checkCode", "the terminal shows another check code")
    }
    // It concerns no other device, so that nobody else is woken.
    try await committer.commit {
      // Another device may have come with this ID since the code was compared.
      guard try $0.reading.publicKey(of: device, isCandidate: replacement) == key else {
        throw StoreError.notPossible("another device came with this ID meanwhile")
      }
      try $0.register(device, content: content, replacement: replacement, at: now)
      if let entry { try $0.audit(entry) }
    }
    eventSignal.notify()
    registered(device, asReplacement: replacement)
  }

  /// A device was registered: the one that waits is judged anew.
  package func registered(_ device: DeviceID, asReplacement: Bool) {
    if asReplacement {
      connections.handle(of: device)?.send(.close(Goodbye(.newerSession, "another device took its place")))
    }
    for handle in connections.waitingHandles(of: device) { handle.send(.identifyAgain) }
  }

  /// The 8 characters that the terminal shows (SEC-1).
  public func checkCode(of publicKey: [UInt8]) -> String {
    CheckCode.of(publicKey: publicKey, authorityFingerprint: authorityFingerprint)
  }

  public func isOnline(_ device: DeviceID) -> Bool { connections.handle(of: device) != nil }

  public var onlineDevices: Set<DeviceID> { connections.online }

  /// Lists a device's users and sets them against what it should hold (VERIFY-5). Traffic goes on meanwhile.
  ///
  /// - Throws: ``StoreError/notPossible(_:)`` when the device is not connected.
  ///
  /// - Parameter isDeep: the device makes its digests anew from what it holds, and a random part of its users is read back.
  public func compare(_ device: DeviceID, isDeep: Bool = false) async throws -> Compared {
    guard let handle = connections.handle(of: device) else {
      throw StoreError.notPossible("device \(device) is not connected")
    }
    return try await withCheckedThrowingContinuation { answer in
      handle.send(.compare(request: reports.add(answer), isDeep: isDeep))
    }
  }

  /// Ends a device's session, e.g. because it was removed.
  public func disconnect(_ device: DeviceID) {
    connections.handle(of: device)?.send(.close(Goodbye(.shutdown, "the device was removed")))
  }

  // MARK: For the device side

  /// What devices can hold has changed: what it is is looked up once for all of them, and told. Whoever has more to look
  /// for looks for itself.
  package func changed() {
    if feed.beginLook() { store.read(lookAtChanges, then: tell) }
  }

  /// The same by whoever has committed it, before anything else is written: the way to a thread that reads, and what that
  /// one has to read anew, take as long as a short transaction.
  ///
  /// While more is to be written it is looked up beside that: it takes nothing from it, and several commits share a look.
  func changedByCommit() {
    guard !committer.hasMore else { return changed() }
    guard feed.beginLook() else { return }
    store.readAfterWriting(
      { [self] in
        feed.seesAll()
        return try lookAtChanges($0)
      }, then: tell)
  }

  private func lookAtChanges(_ reading: ReadTransaction) throws -> ChangeBatch {
    try reading.changes(since: feed.newest)
  }

  private func tell(_ looked: Result<ChangeBatch, any Error>) {
    if let changes = try? looked.get() {
      feed.changed(changes, at: uptime())
      connections.tell(changes)
    } else {
      connections.wakeAll()
    }
    if feed.endLook() { store.read(lookAtChanges, then: tell) }
  }

  func makeChallenge() -> Challenge {
    Challenge(
      nonce: (0..<4).flatMap { _ in surroundings.random().bigEndianBytes }, server: store.server,
      authorityFingerprint: authorityFingerprint)
  }

  /// Milliseconds: doubling from the configured pause to a minute, with jitter.
  func backoff(after attempts: Int) -> Int64 {
    let pause = configuration.retryPause
    let least = pause.components.seconds * 1000 + pause.components.attoseconds / 1_000_000_000_000_000
    let longest = min(max(1, least) << Int64(min(attempts, 10)), 60_000)
    return longest - Int64(surroundings.random() % UInt64(longest / 2 + 1))
  }
}
