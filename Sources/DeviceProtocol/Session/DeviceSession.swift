public import LockstepCore

/// The device's end of a connection: an event goes in, actions come out. No clock, no I/O, no randomness; times are
/// durations since any fixed moment.
public struct DeviceSession: Sendable {
  public enum Action: Hashable, Sendable {
    case send(Envelope)
    /// The owner signs these bytes and calls ``DeviceSession/prove(signature:)``. The check code is for its display.
    case sign([UInt8], checkCode: String)
    /// The server knows the device now, or its state has changed.
    case welcomed(Welcome)
    /// Everything up to the mark is durably stored by the server.
    case stored(mark: LogID)
    /// The server refused an upload.
    case refused(Refusal)
    /// To be answered with ``DeviceSession/answer(request:_:)``.
    case serve(DeviceRequest, request: UInt64)
    /// Nothing follows; the connection is to be closed.
    case close(Goodbye)
  }

  private enum State: Sendable {
    case awaitingChallenge
    case signing
    case awaitingWelcome
    case live(Live)
    case closed
  }

  private struct Live: Sendable {
    var welcome: Welcome
    var keepAlive: KeepAlive
    var uploads: Set<UInt64> = []
  }

  /// The fingerprint of the authority that the connection has shown in TLS; nil without TLS. The challenge must name the
  /// same: else somebody stands between the two, and passes on what the server says (SEC-1).
  public var shownAuthority: [UInt8]?

  private let hello: Hello
  private var state = State.awaitingChallenge
  private var lastRequest: UInt64 = 0

  public init(_ hello: Hello) { self.hello = hello }

  /// What to send first.
  public var opening: [Action] { [.send(Envelope(.hello(hello)))] }

  /// How many more uploads the window allows now; 0 before the device is registered.
  public var freeUploads: Int {
    guard case .live(let live) = state, live.welcome.state == .registered else { return 0 }
    return live.welcome.logWindow - live.uploads.count
  }

  /// How many entries one upload may have; 0 before the welcome.
  public var uploadLimit: Int {
    guard case .live(let live) = state else { return 0 }
    return live.welcome.logBatch
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
    case (.awaitingChallenge, .challenge(let challenge)): return receive(challenge)
    case (.awaitingWelcome, .welcome(let welcome)):
      let interval = Duration.seconds(welcome.keepAliveSeconds)
      state = .live(Live(welcome: welcome, keepAlive: KeepAlive(interval: interval, now: now)))
      return [.welcomed(welcome)]
    case (.live(var live), let message):
      live.keepAlive.hear(at: now)
      state = .live(live)
      return receive(message, request: envelope.requestID, live)
    default: return close(Goodbye(.outOfOrder, "this message does not belong here"))
    }
  }

  /// Bytes that are no message.
  public mutating func receive(_ error: MessageError) -> [Action] {
    isClosed ? [] : close(Goodbye(.malformed, error.description))
  }

  /// To be called at least once a second.
  public mutating func tick(at now: Duration) -> [Action] {
    guard case .live(var live) = state else { return [] }
    let decision = live.keepAlive.tick(at: now)
    state = .live(live)
    switch decision {
    case .wait: return []
    case .ping: return [.send(Envelope(requestID: nextRequest(), .ping))]
    case .close: return close(Goodbye(.silent, "nothing heard for twice the keep-alive"))
    }
  }

  // MARK: Calls of the owner

  public mutating func prove(signature: [UInt8]) -> [Action] {
    guard case .signing = state else { return [] }
    state = .awaitingWelcome
    return [.send(Envelope(.proof(signature: signature)))]
  }

  /// Only while ``freeUploads`` is above 0 and with at most ``uploadLimit`` entries.
  public mutating func upload(_ entries: [LogEntry]) -> [Action] {
    guard case .live(var live) = state, freeUploads > 0, entries.count <= uploadLimit else {
      preconditionFailure("an upload over the window")
    }
    let id = nextRequest()
    live.uploads.insert(id)
    state = .live(live)
    return [.send(Envelope(requestID: id, .uploadLogs(UploadLogs(epoch: hello.epoch, entries: entries))))]
  }

  public mutating func answer(request: UInt64, _ answer: DeviceAnswer) -> [Action] {
    isClosed ? [] : [.send(Envelope(requestID: request, .answer(answer)))]
  }

  public mutating func close(_ goodbye: Goodbye) -> [Action] {
    guard !isClosed else { return [] }
    state = .closed
    return [.send(Envelope(.goodbye(goodbye))), .close(goodbye)]
  }

  // MARK: Steps

  private mutating func receive(_ challenge: Challenge) -> [Action] {
    guard (hello.lowestVersion...hello.highestVersion).contains(challenge.version) else {
      return close(Goodbye(.version, "a version that this device does not speak"))
    }
    guard shownAuthority == nil || shownAuthority == challenge.authorityFingerprint else {
      return close(Goodbye(.proof, "the challenge names another authority than the connection has shown"))
    }
    state = .signing
    let statement = ProofStatement.bytes(device: hello.device, challenge: challenge, helloNonce: hello.nonce)
    let code = CheckCode.of(publicKey: hello.publicKey, authorityFingerprint: challenge.authorityFingerprint)
    return [.sign(statement, checkCode: code)]
  }

  private mutating func receive(_ message: Message, request: UInt64, _ live: Live) -> [Action] {
    switch message {
    case .ping: return [.send(Envelope(requestID: request, .pong))]
    case .pong: return []
    case .welcome(let welcome):
      var live = live
      live.welcome = welcome
      state = .live(live)
      return [.welcomed(welcome)]
    case .logsStored(let mark): return receiveUploadAnswer(request, live, .stored(mark: mark))
    case .answer(.refusal(let refusal)): return receiveUploadAnswer(request, live, .refused(refusal))
    case .request(let asked):
      guard live.welcome.state == .registered else {
        return close(Goodbye(.outOfOrder, "a request to a device that is not registered"))
      }
      return [.serve(asked, request: request)]
    default: return close(Goodbye(.outOfOrder, "this message does not belong here"))
    }
  }

  private mutating func receiveUploadAnswer(_ request: UInt64, _ live: Live, _ action: Action) -> [Action] {
    var live = live
    guard live.uploads.remove(request) != nil else {
      return close(Goodbye(.outOfOrder, "an answer that was not asked for"))
    }
    state = .live(live)
    return [action]
  }

  private mutating func nextRequest() -> UInt64 {
    lastRequest += 1
    return lastRequest
  }
}
