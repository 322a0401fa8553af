import CoreMetrics
import DeviceProtocol
import Foundation
import LockstepCore
import LockstepStore
import Logging
import NIOCore

/// One connection of a device: carries the session's and the driver's actions to the channel and the store. Everything
/// here runs on the channel's event loop; what comes back from the store is brought there first.
final class DeviceConnection: ChannelInboundHandler {
  typealias InboundIn = Envelope
  typealias OutboundOut = Envelope

  let engine: Engine
  let eventLoop: any EventLoop
  var logger: Logger
  var session: ServerSession
  var driver: DeviceDriver?
  var key: SessionKey?
  var registeredAt = NIODeadline.now()
  private let challenge: Challenge
  private var channel: (any Channel)?
  private var hello: Hello?
  private var ticks: RepeatedTask?
  private var due: Scheduled<Void>?
  var purposes: [UInt64: DeviceDriver.Purpose] = [:]
  var asked: [UInt64: NIODeadline] = [:]
  /// What comes back from the store after this finds nobody.
  private var isGone = false
  private var waitingHandle: ConnectionHandle?
  /// Reports that were asked for before the driver was there.
  private var earlyReports: [Int] = []
  /// The log up to here was stored before the driver was there.
  private var earlyMark: LogID?
  /// Our own shutdown is no fault of a pull.
  private var wasGoodbye = false
  /// Between the question to the store who this is and its answer.
  private var isIdentifying = false
  /// Messages that the system has not taken yet.
  private var unsent = 0
  /// Far more than what is asked of a device and what its uploads are answered with.
  private static let mostUnsent = 1024

  init(engine: Engine, eventLoop: any EventLoop) {
    self.engine = engine
    self.eventLoop = eventLoop
    logger = engine.logger
    challenge = engine.makeChallenge()
    session = ServerSession(
      ServerSession.Configuration(
        challenge: challenge, keepAlive: engine.configuration.keepAlive,
        handshakeLimit: engine.configuration.handshakeLimit, logWindow: engine.configuration.logWindow,
        logBatch: engine.configuration.logBatch),
      at: Self.uptime)
  }

  static var uptime: Duration { .nanoseconds(Int64(NIODeadline.now().uptimeNanoseconds)) }

  // MARK: Channel

  func channelActive(context: ChannelHandlerContext) {
    channel = context.channel
    logger[metadataKey: "connection"] = "\(ObjectIdentifier(context.channel).hashValue & 0xFFFFFF)"
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    ticks = eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
      bound.value.tick()
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    perform(session.receive(unwrapInboundIn(data), at: Self.uptime))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? MessageError {
      perform(session.receive(error))
    } else {
      context.close(promise: nil)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is ServerEnds else { return context.fireUserInboundEventTriggered(event) }
    wasGoodbye = true
    for case .send(let goodbye) in session.close(Goodbye(.shutdown)) { write(goodbye) }
    let channel = context.channel
    // A close at once could overtake the goodbye where the device is just sending.
    eventLoop.scheduleTask(in: .milliseconds(20)) { channel.close(promise: nil) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    ticks?.cancel()
    due?.cancel()
    isGone = true
    if let waitingHandle, let hello { engine.connections.removeWaiting(waitingHandle, hello.device) }
    guard let key else { return }
    engine.connections.remove(key)
    for action in driver?.reportAll(.failure(.disconnected)) ?? [] { perform(action) }
    for request in earlyReports { engine.reports.answer(request, .failure(.disconnected)) }
    let cut = wasGoodbye ? [] : driver?.pullsUnderWay ?? []
    let now = engine.now()
    engine.committer.submit { transaction in
      if !cut.isEmpty { try? transaction.pullsWereCut(cut, session: key, at: now) }
      try transaction.ended(key, at: now)
    } completion: { [engine] _ in
      engine.eventSignal.notify()
    }
    engine.metrics.connections.decrement()
    driver = nil
    self.key = nil
  }

  // MARK: Session

  func perform(_ actions: [ServerSession.Action]) {
    for action in actions {
      switch action {
      case .send(let envelope): write(envelope)
      case .identify(let hello): identify(hello)
      case .store(let upload, let request): store(upload, request)
      case .answered(let request, let answer): answered(request, answer)
      case .close(let goodbye):
        wasGoodbye = [.shutdown, .newerSession].contains(goodbye.reason)
        logger.debug("connection closed", metadata: ["reason": "\(goodbye.reason)", "text": "\(goodbye.text)"])
        channel?.close(promise: nil)
      }
    }
  }

  /// A device that asks and does not read what it is told would fill the memory: it is cut off.
  private func write(_ envelope: Envelope) {
    guard let channel else { return }
    unsent += 1
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    channel.writeAndFlush(envelope).whenComplete { _ in bound.value.unsent -= 1 }
    guard unsent > Self.mostUnsent, !isGone else { return }
    logger.debug("connection cut: nothing is read there")
    channel.close(promise: nil)
  }

  private func identify(_ hello: Hello) {
    self.hello = hello
    isIdentifying = true
    // Known from here on: an operator may register it before this thread hears that it waits.
    let handle = waitingHandle ?? handle
    waitingHandle = handle
    engine.connections.addWaiting(handle, hello.device)
    logger[metadataKey: "device"] = "\(hello.device)"
    let now = engine.now()
    let facts = DeviceFacts(hello, now: now)
    let read = Answered<Identified>()
    run {
      try read.set($0.identify(facts, at: now))
    } then: { connection, error in
      connection.isIdentifying = false
      guard let identified = read.value, error == nil else { return connection.fail(error) }
      connection.welcome(identified, hello)
    }
  }

  /// A waiting device was registered, or a session that was ended comes back: judged anew with what it said.
  func identifyAgain() {
    // Whoever is being identified is judged by what was committed before: the registration is among it.
    guard let hello, key == nil, !isIdentifying, !session.isClosed else { return }
    identify(hello)
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
      digestKey: engine.store.digestKey, time: engine.now() / 1000)
    guard let registered else {
      // Somebody else with this ID may have been registered meanwhile, which took all who waited out of the list.
      if let waitingHandle { engine.connections.addWaiting(waitingHandle, hello.device) }
      return perform(session.welcome(message, at: Self.uptime))
    }
    if let waitingHandle { engine.connections.removeWaiting(waitingHandle, hello.device) }
    waitingHandle = nil
    // Known before the device hears of it, so that whoever waits for its welcome can speak to it.
    let handle = handle
    key = registered
    registeredAt = .now()
    engine.metrics.connections.increment()
    engine.connections.add(handle, registered)
    perform(session.welcome(message, at: Self.uptime))
    let read = Answered<(Standing, Bool)>()
    engine.store.read { transaction in
      let setsClock = try transaction.setting(.setDeviceClocks) == "true"
      read.set((try transaction.standing(of: registered.device), setsClock))
    } then: { [bound = NIOLoopBound(self, eventLoop: eventLoop)] _ in
      bound.eventLoop.execute {
        guard let (standing, setsClock) = read.value else { return bound.value.fail(nil) }
        bound.value.begin(standing, setsClock: setsClock, backlog: hello.lastLogID, mark: mark)
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
    if let earlyMark { send(.logsStored(mark: earlyMark, causesWork: true)) }
    for request in earlyReports { send(.compare(request: request)) }
    earlyReports = []
  }

  private func report(_ request: Int) {
    if driver != nil {
      send(.compare(request: request))
    } else if key != nil {
      earlyReports.append(request)
    } else {
      engine.reports.answer(request, .failure(.disconnected))
    }
  }

  private var handle: ConnectionHandle {
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    return ConnectionHandle(eventLoop: eventLoop) { message in
      switch message {
      case .wake: bound.value.send(.wake)
      case .setClock: bound.value.send(.setClock)
      case .identifyAgain: bound.value.identifyAgain()
      case .compare(let request): bound.value.report(request)
      case .close(let goodbye): bound.value.perform(bound.value.session.close(goodbye))
      }
    }
  }

  /// A device that is there but leaves a question unanswered is no use: it connects anew, and is asked again (SEND-3).
  private func tick() {
    let limit = TimeAmount(engine.configuration.answerLimit)
    if let oldest = asked.values.min(), NIODeadline.now() - oldest > limit {
      perform(session.close(Goodbye(.silent, "no answer in time")))
    } else {
      perform(session.tick(at: Self.uptime))
    }
  }

  // MARK: Logs

  private func store(_ upload: UploadLogs, _ request: UInt64) {
    guard let key else { return }
    let received = NIODeadline.now()
    let now = engine.now()
    let read = Answered<Ingested>()
    run(weight: upload.entries.count) { transaction in
      try read.set(transaction.ingest(upload.entries, epoch: upload.epoch, session: key, at: now))
    } then: { connection, error in
      if let ingested = read.value, error == nil {
        connection.engine.metrics.ingested(ingested.stored, since: received)
        connection.perform(connection.session.logsStored(request: request, mark: ingested.mark))
        if connection.driver == nil { connection.earlyMark = ingested.mark }
        connection.send(.logsStored(mark: ingested.mark, causesWork: ingested.causesWork))
        connection.engine.eventSignal.notify()
      } else if let error = error as? LogSequence.NotAscending {
        connection.perform(
          connection.session.refuse(request: request, Refusal(.logOrder, "entry \(error.id) does not rise")))
      } else {
        connection.fail(error)
      }
    }
  }

  func fail(_ error: (any Error)?) {
    if error as? StoreError == .sessionEnded {
      perform(session.close(Goodbye(.newerSession, "a newer session of the device is current")))
    } else if error is Committer.Stopped {
      perform(session.close(Goodbye(.shutdown)))
    } else {
      logger.error("a step of the session failed", metadata: ["error": "\(String(describing: error))"])
      perform(session.close(Goodbye(.busy, "the server could not do this now")))
    }
  }

  // MARK: Answers and time

  private func answered(_ request: UInt64, _ answer: DeviceAnswer) {
    guard let purpose = purposes.removeValue(forKey: request) else { return }
    if let since = asked.removeValue(forKey: request) { engine.metrics.answered(purpose, since: since) }
    send(.answered(purpose, answer))
  }

  func ask(_ request: DeviceRequest, _ purpose: DeviceDriver.Purpose) {
    let (id, actions) = session.ask(request)
    guard !actions.isEmpty else { return }
    purposes[id] = purpose
    asked[id] = .now()
    perform(actions)
  }

  func wake(at time: Int64) {
    due?.cancel()
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    due = eventLoop.scheduleTask(in: .milliseconds(max(1, time - engine.now()))) { bound.value.send(.wake) }
  }

  /// A job of this session, its result on the event loop.
  func run(
    weight: Int = 1, _ job: @escaping Store.Job,
    then: @escaping @Sendable (DeviceConnection, (any Error)?) -> Void
  ) {
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    engine.committer.submit(weight: weight, job) { error in
      bound.eventLoop.execute { then(bound.value, error) }
    }
  }
}

/// Tells a connection that the server ends: its device is told, and then it is closed.
struct ServerEnds: Sendable {}

extension DeviceFacts {
  init(_ hello: Hello, now: Int64) {
    self.init(
      device: hello.device, publicKey: hello.publicKey, model: hello.model, firmware: hello.firmware,
      epoch: hello.epoch, lastLog: hello.lastLogID, server: hello.server, highestRevision: hello.highestRevision,
      highestIncarnation: hello.highestIncarnation, userCount: hello.userCount, capabilities: hello.capabilities,
      userCapacity: hello.userCapacity, clockSkew: ClockSkew.seconds(hello.time, at: now))
  }
}
