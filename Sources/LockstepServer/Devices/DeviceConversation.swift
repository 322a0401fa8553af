import CoreMetrics
package import DeviceProtocol
import LockstepCore
import LockstepStore
import Logging

/// The server's side of one device's link, without the link: what the device says goes in, and the session's and the
/// driver's actions are carried to its place. Not for several threads; see ``ConversationPlace``.
package final class DeviceConversation {
  let engine: Engine
  /// Set before anything is received.
  package weak var place: (any ConversationPlace)?
  var logger: Logger
  var session: ServerSession
  var driver: DeviceDriver?
  var key: SessionKey?
  /// Since the engine's fixed moment.
  var registeredAt = Duration.zero
  private(set) var hello: Hello?
  var callOffWake: (() -> Void)?
  /// Something may have been changed since changes were looked for last.
  var isToLook = false
  /// When they are looked for again while users of the device are read, since the engine's fixed moment; whether somebody
  /// will do so then.
  var changesDue = Duration.zero
  var isDueSet = false
  private(set) var pace: WritePace
  private var purposes: [UInt64: DeviceDriver.Purpose] = [:]
  /// When what is not answered yet was asked, since the engine's fixed moment.
  var asked: [UInt64: Duration] = [:]
  /// What comes back from the store after this finds nobody.
  private var isGone = false
  private var waitingHandle: ConnectionHandle?
  /// Reports that were asked for before the driver was there.
  private var earlyReports: [(number: Int, isDeep: Bool)] = []
  /// The log up to here was stored before the driver was there.
  private var earlyMark: LogID?
  /// Our own shutdown is no fault of a pull.
  private var wasGoodbye = false
  /// Between the question to the store who this is and its answer.
  private var isIdentifying = false
  /// A registration was told of between them: the answer may be of before.
  private var isToIdentifyAgain = false

  package init(engine: Engine) {
    self.engine = engine
    logger = engine.logger
    pace = WritePace(most: engine.configuration.mostWritten)
    session = ServerSession(
      ServerSession.Configuration(
        challenge: engine.makeChallenge(), keepAlive: engine.configuration.keepAlive,
        handshakeLimit: engine.configuration.handshakeLimit, logWindow: engine.configuration.logWindow,
        logBatch: engine.configuration.logBatch, chatter: engine.configuration.chatter),
      at: engine.uptime())
  }

  // MARK: The link

  package func receive(_ envelope: Envelope) { perform(session.receive(envelope, at: engine.uptime())) }

  /// Bytes that are no message.
  package func receive(_ error: MessageError) { perform(session.receive(error)) }

  /// The server stops: the device is told. The place closes the link.
  package func serverEnds() {
    wasGoodbye = true
    for case .send(let goodbye) in session.close(Goodbye(.shutdown)) { place?.send(goodbye) }
  }

  /// The link is there no more, whoever has ended it.
  package func linkEnded() {
    callOffWake?()
    isGone = true
    if let waitingHandle, let hello { engine.connections.removeWaiting(waitingHandle, hello.device) }
    // It leads back here by way of the place.
    waitingHandle = nil
    guard let key else { return }
    engine.connections.remove(key)
    for action in driver?.reportAll(.failure(.disconnected)) ?? [] { perform(action) }
    for request in earlyReports { engine.reports.answer(request.number, .failure(.disconnected)) }
    let cut = wasGoodbye ? [] : driver?.pullsUnderWay ?? []
    let wasWriting = !wasGoodbye && driver?.isWriting ?? false
    let now = engine.now()
    let cursor = engine.cursors.end(key)
    engine.committer.submit { transaction in
      // What came of it is not known: it is written again, and then compared (SEND-3, VERIFY-4).
      if wasWriting { _ = try? transaction.askCompares([key.device], isDeep: false, .interruptedTransfer, at: now) }
      if !cut.isEmpty { try? transaction.pullsWereCut(cut, session: key, at: now) }
      try transaction.ended(key, cursor: cursor, at: now)
    } completion: { [engine] _ in
      engine.eventSignal.notify()
    }
    engine.metrics.connections.decrement()
    driver = nil
    self.key = nil
  }

  // MARK: Session

  private static let full = Goodbye(.busy, "too many devices are connected")

  func perform(_ actions: [ServerSession.Action]) {
    for action in actions {
      switch action {
      case .send(let envelope):
        if case .goodbye(let goodbye) = envelope.message { tell(goodbye) }
        place?.send(envelope)
      case .identify(let hello): identify(hello)
      case .store(let upload, let request): store(upload, request)
      case .answered(let request, let answer): answered(request, answer)
      case .close(let goodbye):
        wasGoodbye = [.shutdown, .newerSession].contains(goodbye.reason)
        logger.debug("connection closed", metadata: ["reason": "\(goodbye.reason)", "text": "\(goodbye.text)"])
        place?.close()
      }
    }
  }

  private func identify(_ hello: Hello) {
    self.hello = hello
    isIdentifying = true
    // Known from here on: an operator may register it before this thread hears that it waits.
    guard let handle = waitingHandle ?? makeHandle() else { return }
    waitingHandle = handle
    engine.connections.addWaiting(handle, hello.device)
    logger[metadataKey: "device"] = "\(hello.device)"
    guard engine.sessionPace.mayBegin(hello, at: engine.uptime()) else {
      return perform(session.close(Goodbye(.busy, "this device connects too often")))
    }
    guard place?.provedKey(of: hello.device) ?? true else { return perform(session.close(Self.full)) }
    let origin = place?.origin ?? .anywhere
    guard engine.sessionPace.isUsedUp(from: origin, at: engine.uptime()) else { return identify(hello, origin) }
    // Whoever was seen before comes in all the same. Others cost no transaction.
    place?.read { transaction in
      try transaction.hasSeen(hello.publicKey, of: hello.device)
    } then: { [weak self] result in
      guard let self, !isGone else { return }
      switch result {
      case .success(true): identify(hello, origin)
      case .success(false): fail(SessionPace.TooMany())
      case .failure(let error): fail(error)
      }
    }
  }

  private func identify(_ hello: Hello, _ origin: ConnectionOrigin) {
    let now = engine.now()
    let facts = DeviceFacts(hello, now: now)
    let read = Answered<Identified>()
    // The job may be done more than once.
    let (pace, uptime, mayAppear) = (engine.sessionPace, engine.uptime(), Answered<Bool>())
    run { transaction in
      // Each new one is a row and a line in the log.
      if try !transaction.reading.hasSeen(hello.publicKey, of: hello.device) {
        if mayAppear.value == nil { mayAppear.set(pace.mayAppear(from: origin, at: uptime)) }
        guard mayAppear.value == true else { throw SessionPace.TooMany() }
      }
      try read.set(transaction.identify(facts, at: now))
    } then: { conversation, error in
      conversation.isIdentifying = false
      guard let identified = read.value, error == nil else { return conversation.fail(error) }
      conversation.welcome(identified, hello)
    }
  }

  /// A waiting device was registered, or a session that was ended comes back: judged anew with what it said.
  func identifyAgain() {
    guard let hello, key == nil, !session.isClosed else { return }
    isToIdentifyAgain = isIdentifying
    if !isIdentifying { identify(hello) }
  }

  private func welcome(_ identified: Identified, _ hello: Hello) {
    engine.eventSignal.notify()
    guard !isGone else { return endUnseen(identified) }
    let registered: SessionKey? = if case .registered(let key, _) = identified { key } else { nil }
    let mark: LogID = if case .registered(_, let mark) = identified { mark } else { 0 }
    let message = Welcome(
      state: registered == nil ? .waiting : .registered, logMark: mark, logWindow: engine.configuration.logWindow,
      logBatch: engine.configuration.logBatch,
      keepAliveSeconds: max(1, Int(engine.configuration.keepAlive.components.seconds)),
      // The database has digests under this key: nobody has it before an operator has registered the device (SEC-5).
      digestKey: registered == nil ? [UInt8](repeating: 0, count: 32) : engine.store.digestKey,
      time: engine.now() / 1000)
    guard let registered else {
      guard place?.becomesWaiting(hello) ?? true else {
        return perform(session.close(Goodbye(.busy, "too many devices wait to be registered")))
      }
      // Somebody else with this ID may have been registered meanwhile, which took all who waited out of the list.
      if let waitingHandle { engine.connections.addWaiting(waitingHandle, hello.device) }
      perform(session.welcome(message, at: engine.uptime()))
      if isToIdentifyAgain { identifyAgain() }
      return
    }
    guard place?.becomesKnown(as: hello.device) ?? true else {
      endUnseen(identified)
      return perform(session.close(Self.full))
    }
    if let waitingHandle { engine.connections.removeWaiting(waitingHandle, hello.device) }
    waitingHandle = nil
    // Known before the device hears of it, so that whoever waits for its welcome can speak to it.
    guard let handle = makeHandle() else { return }
    key = registered
    registeredAt = engine.uptime()
    engine.metrics.connections.increment()
    engine.connections.add(handle, registered)
    engine.compareTurnsChanged()
    perform(session.welcome(message, at: engine.uptime()))
    place?.read { transaction in
      (try transaction.standing(of: registered.device), try transaction.setting(.setDeviceClocks) == "true")
    } then: { [weak self] result in
      switch result {
      case .success(let (standing, setsClock)):
        self?.begin(standing, setsClock: setsClock, backlog: hello.lastLogID, mark: mark)
      case .failure(let error): self?.fail(error)
      }
    }
  }

  /// The link was lost while the store looked.
  private func endUnseen(_ identified: Identified) {
    guard case .registered(let key, _) = identified else { return }
    let now = engine.now()
    engine.committer.submit {
      try $0.ended(key, at: now)
    } completion: { _ in
    }
  }

  private func begin(_ standing: Standing, setsClock: Bool, backlog: LogID, mark: LogID) {
    guard let key, !session.isClosed else { return }
    driver = DeviceDriver(
      device: key.device, cursor: standing.cursor, backlog: backlog, storedLog: mark,
      capacity: hello?.userCapacity ?? 0)
    send(.begin(setsClock: setsClock))
    if let earlyMark { send(.logsStored(mark: earlyMark, pulls: [], causesWork: true)) }
    for request in earlyReports { send(.compare(request: request.number, isDeep: request.isDeep)) }
    earlyReports = []
  }

  private func report(_ request: Int, isDeep: Bool) {
    if driver != nil {
      send(.compare(request: request, isDeep: isDeep))
    } else if key != nil {
      earlyReports.append((request, isDeep))
    } else {
      engine.reports.answer(request, .failure(.disconnected))
    }
  }

  private func makeHandle() -> ConnectionHandle? {
    place?.makeHandle { [weak self] message in
      guard let self else { return }
      switch message {
      case .wake: send(.wake)
      case .changes(let batches): for changes in batches { tell(changes) }
      case .setClock: send(.setClock)
      case .identifyAgain: identifyAgain()
      case .compare(let request, let isDeep): report(request, isDeep: isDeep)
      case .close(let goodbye): perform(session.close(goodbye))
      }
    }
  }

  // MARK: Logs

  private func store(_ upload: UploadLogs, _ request: UInt64) {
    guard let key else { return }
    let received = engine.uptime()
    let now = engine.now()
    let read = Answered<Ingested>()
    run(weight: upload.entries.count) { transaction in
      try read.set(transaction.ingest(upload.entries, epoch: upload.epoch, session: key, at: now))
    } then: { conversation, error in
      if let ingested = read.value, error == nil {
        conversation.engine.metrics.ingested(ingested.stored, in: conversation.engine.uptime() - received)
        conversation.perform(conversation.session.logsStored(request: request, mark: ingested.mark))
        if conversation.driver == nil { conversation.earlyMark = ingested.mark }
        conversation.send(
          .logsStored(mark: ingested.mark, pulls: ingested.pulls, causesWork: ingested.causesWork))
        conversation.engine.eventSignal.notify()
      } else if let error = error as? LogSequence.NotAscending {
        conversation.perform(
          conversation.session.refuse(request: request, Refusal(.logOrder, "entry \(error.id) does not rise")))
      } else {
        conversation.fail(error)
      }
    }
    send(.logsArrived(upload.entries))
  }

  func fail(_ error: (any Error)?) {
    if error as? StoreError == .sessionEnded {
      perform(session.close(Goodbye(.newerSession, "a newer session of the device is current")))
    } else if error is SessionPace.TooMany {
      perform(session.close(Goodbye(.busy, "too many new devices came: try again later")))
    } else if error is Committer.Stopped {
      perform(session.close(Goodbye(.shutdown)))
    } else {
      logger.error("a step of the session failed", metadata: ["error": "\(String(describing: error))"])
      perform(session.close(Goodbye(.busy, "the server could not do this now")))
    }
  }

  // MARK: Answers and time

  /// Counts why the server ends sessions. What a registered device should never do is told, too.
  private func tell(_ goodbye: Goodbye) {
    engine.metrics.ended(goodbye.reason)
    guard let key, [.malformed, .outOfOrder, .window].contains(goodbye.reason) else { return }
    engine.breaches.notice(
      "a device broke the rules of the protocol, and was disconnected", goodbye.reason,
      metadata: ["device": "\(key.device)", "reason": "\(goodbye.reason)", "text": "\(goodbye.text)"])
  }

  private func answered(_ request: UInt64, _ answer: DeviceAnswer) {
    guard let purpose = purposes.removeValue(forKey: request) else { return }
    if let since = asked.removeValue(forKey: request) {
      let now = engine.uptime()
      engine.metrics.answered(purpose, in: now - since)
      if case .write(let batch) = purpose { pace.answered(batch.writes.count, asked: since, at: now) }
    }
    send(.answered(purpose, answer))
  }

  func ask(_ request: DeviceRequest, _ purpose: DeviceDriver.Purpose) {
    let (id, actions) = session.ask(request)
    guard !actions.isEmpty else { return }
    purposes[id] = purpose
    asked[id] = engine.uptime()
    perform(actions)
  }

  /// A job of this session, its result in this place; see ``ConversationPlace/commit(weight:_:then:durable:)``.
  func run(
    weight: Int = 1, _ job: @escaping Store.Job,
    then: @escaping (DeviceConversation, (any Error)?) -> Void, durable: @escaping @Sendable () -> Void = {}
  ) {
    // Kept until the answer: a session that began for a link that is gone is to be ended.
    place?.commit(weight: weight, job, then: { error in then(self, error) }, durable: durable)
  }

  // MARK: The driver

  func send(_ event: DeviceDriver.Event) {
    guard let actions = driver?.handle(event) else { return }
    if let key, let cursor = driver?.cursor { engine.cursors.note(key, cursor) }
    for action in actions { perform(action) }
  }
}
