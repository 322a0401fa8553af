public import LockstepCore

/// The server's end of one device connection: an event goes in, actions come out. No clock, no I/O, no randomness; times
/// are durations since any fixed moment.
///
/// Order: hello → challenge → proof → (the owner identifies the device and calls ``welcome(_:at:)``) → live. A peer that
/// breaks the rules is told why and disconnected; a call that breaks them is our bug.
public struct ServerSession: Sendable {
  public struct Configuration: Sendable {
    public var challenge: Challenge
    public var keepAlive: Duration
    /// How long a device may take from connecting to its proof.
    public var handshakeLimit: Duration
    /// How many uploads may be unanswered.
    public var logWindow: Int
    /// How many entries one upload may have.
    public var logBatch: Int
    /// How many messages that nobody asked for a device may send: pings, pongs, and uploads that are refused.
    public var chatter: (most: Double, perSecond: Double)

    public init(
      challenge: Challenge, keepAlive: Duration = .seconds(30), handshakeLimit: Duration = .seconds(10),
      logWindow: Int = 4, logBatch: Int = 256, chatter: (most: Double, perSecond: Double) = (100, 10)
    ) {
      self.chatter = chatter
      self.challenge = challenge
      self.keepAlive = keepAlive
      self.handshakeLimit = handshakeLimit
      self.logWindow = logWindow
      self.logBatch = logBatch
    }
  }

  public enum Action: Hashable, Sendable {
    case send(Envelope)
    /// The device has proved its key: the owner answers with ``ServerSession/welcome(_:at:)``.
    case identify(Hello)
    /// To be stored, then answered with ``ServerSession/logsStored(request:mark:)`` or ``ServerSession/refuse(request:_:)``.
    case store(UploadLogs, request: UInt64)
    /// The answer to a request of ours. It has the form that belongs to the request, or is a refusal.
    case answered(request: UInt64, DeviceAnswer)
    /// Nothing follows; the connection is to be closed after what was sent is flushed.
    case close(Goodbye)
  }

  private enum State: Sendable {
    case awaitingHello(since: Duration)
    case awaitingProof(Hello, since: Duration)
    case identifying(Hello)
    case live(Live)
    case closed
  }

  private struct Live: Sendable {
    var keepAlive: KeepAlive
    var chatter: Allowance
    var isRegistered: Bool
    var epoch: Epoch
    var unansweredUploads = 0
    var asked: [UInt64: DeviceRequest] = [:]
  }

  private let configuration: Configuration
  private var state: State
  private var lastRequest: UInt64 = 0

  public init(_ configuration: Configuration, at now: Duration) {
    self.configuration = configuration
    state = .awaitingHello(since: now)
  }

  public var isClosed: Bool {
    if case .closed = state { return true }
    return false
  }

  // MARK: Events

  public mutating func receive(_ envelope: Envelope, at now: Duration) -> [Action] {
    switch (state, envelope.message) {
    case (.closed, _): return []
    case (_, .goodbye(let goodbye)):
      state = .closed
      return [.close(goodbye)]
    case (.awaitingHello(let since), .hello(let hello)): return receive(hello, since: since)
    case (.awaitingProof(let hello, _), .proof(let signature)): return receive(proof: signature, of: hello)
    case (.live(var live), let message):
      live.keepAlive.hear(at: now)
      if isChatter(message, live), !live.chatter.use(at: now) {
        return close(Goodbye(.window, "more messages that nobody asked for than it may send"))
      }
      state = .live(live)
      return receive(message, request: envelope.requestID, live)
    case (.identifying, .ping): return [.send(Envelope(requestID: envelope.requestID, .pong))]
    default: return close(Goodbye(.outOfOrder, "this message does not belong here"))
    }
  }

  /// Bytes that are no message.
  public mutating func receive(_ error: MessageError) -> [Action] {
    isClosed ? [] : close(Goodbye(.malformed, error.description))
  }

  /// To be called at least once a second.
  public mutating func tick(at now: Duration) -> [Action] {
    switch state {
    case .awaitingHello(let since), .awaitingProof(_, let since):
      return now - since >= configuration.handshakeLimit ? close(Goodbye(.silent, "no proof in time")) : []
    case .identifying, .closed: return []
    case .live(var live):
      let decision = live.keepAlive.tick(at: now)
      state = .live(live)
      switch decision {
      case .wait: return []
      case .ping: return [.send(Envelope(requestID: nextRequest(), .ping))]
      case .close: return close(Goodbye(.silent, "nothing heard for twice the keep-alive"))
      }
    }
  }

  /// How long a tick has nothing to do, if nothing is heard meanwhile; nil before the device is known, and once the session
  /// is closed.
  public func quiet(at now: Duration) -> Duration? {
    if case .live(let live) = state { live.keepAlive.quiet(at: now) } else { nil }
  }

  // MARK: Calls of the owner

  /// The device is known now, or its state has changed.
  public mutating func welcome(_ welcome: Welcome, at now: Duration) -> [Action] {
    switch state {
    case .identifying(let hello):
      let keepAlive = KeepAlive(interval: configuration.keepAlive, now: now)
      let (most, perSecond) = configuration.chatter
      state = .live(
        Live(
          keepAlive: keepAlive, chatter: Allowance(most: most, perSecond: perSecond, at: now),
          isRegistered: welcome.state == .registered, epoch: hello.epoch))
    case .live(var live):
      live.isRegistered = welcome.state == .registered
      state = .live(live)
    case .awaitingHello, .awaitingProof: preconditionFailure("welcome before the proof")
    case .closed: return []
    }
    return [.send(Envelope(.welcome(welcome)))]
  }

  /// Asks the device. Returns the request's ID with the actions; none on a closed session.
  public mutating func ask(_ request: DeviceRequest) -> (id: UInt64, actions: [Action]) {
    guard case .live(var live) = state else { return (0, []) }
    let id = nextRequest()
    live.asked[id] = request
    state = .live(live)
    return (id, [.send(Envelope(requestID: id, .request(request)))])
  }

  public mutating func logsStored(request: UInt64, mark: LogID) -> [Action] {
    answerUpload(Envelope(requestID: request, .logsStored(mark: mark)))
  }

  public mutating func refuse(request: UInt64, _ refusal: Refusal) -> [Action] {
    answerUpload(Envelope(requestID: request, .answer(.refusal(refusal))))
  }

  public mutating func close(_ goodbye: Goodbye) -> [Action] {
    guard !isClosed else { return [] }
    state = .closed
    return [.send(Envelope(.goodbye(goodbye))), .close(goodbye)]
  }

  // MARK: Steps

  private mutating func receive(_ hello: Hello, since: Duration) -> [Action] {
    let version = configuration.challenge.version
    guard (hello.lowestVersion...hello.highestVersion).contains(version) else {
      return close(Goodbye(.version, "this server speaks version \(version)"))
    }
    state = .awaitingProof(hello, since: since)
    return [.send(Envelope(.challenge(configuration.challenge)))]
  }

  private mutating func receive(proof signature: [UInt8], of hello: Hello) -> [Action] {
    let statement = ProofStatement.bytes(
      device: hello.device, challenge: configuration.challenge, helloNonce: hello.nonce)
    guard ProofStatement.isValid(signature, over: statement, publicKey: hello.publicKey) else {
      return close(Goodbye(.proof, "the signature is wrong"))
    }
    state = .identifying(hello)
    return [.identify(hello)]
  }

  private mutating func receive(_ message: Message, request: UInt64, _ live: Live) -> [Action] {
    switch message {
    case .ping: return [.send(Envelope(requestID: request, .pong))]
    case .pong: return []
    case .uploadLogs(let upload): return receive(upload, request: request, live)
    case .answer(let answer): return receive(answer, request: request, live)
    default: return close(Goodbye(.outOfOrder, "this message does not belong here"))
    }
  }

  /// What costs its sender nothing and is held back by no window.
  private func isChatter(_ message: Message, _ live: Live) -> Bool {
    switch message {
    case .ping, .pong: true
    case .uploadLogs(let upload): upload.epoch != live.epoch || upload.entries.isEmpty
    default: false
    }
  }

  private mutating func receive(_ upload: UploadLogs, request: UInt64, _ live: Live) -> [Action] {
    guard live.isRegistered else { return close(Goodbye(.outOfOrder, "logs of a device that is not registered")) }
    guard live.unansweredUploads < configuration.logWindow else {
      return close(Goodbye(.window, "more than \(configuration.logWindow) unanswered uploads"))
    }
    guard upload.entries.count <= configuration.logBatch else {
      return close(Goodbye(.window, "more than \(configuration.logBatch) entries in one upload"))
    }
    guard upload.epoch == live.epoch else {
      return [.send(Envelope(requestID: request, .answer(.refusal(Refusal(.epoch, "another epoch than the hello's")))))]
    }
    var live = live
    live.unansweredUploads += 1
    state = .live(live)
    return [.store(upload, request: request)]
  }

  private mutating func receive(_ answer: DeviceAnswer, request: UInt64, _ live: Live) -> [Action] {
    var live = live
    guard let asked = live.asked.removeValue(forKey: request) else {
      return close(Goodbye(.outOfOrder, "an answer that was not asked for"))
    }
    guard asked.isAnswered(by: answer) else {
      return close(Goodbye(.outOfOrder, "an answer for something else than asked"))
    }
    state = .live(live)
    return [.answered(request: request, answer)]
  }

  private mutating func answerUpload(_ envelope: Envelope) -> [Action] {
    guard case .live(var live) = state else { return [] }
    live.unansweredUploads -= 1
    state = .live(live)
    return [.send(envelope)]
  }

  private mutating func nextRequest() -> UInt64 {
    lastRequest += 1
    return lastRequest
  }
}
