import DeviceProtocol
import LockstepCore

/// What happens to the server's end of a session, one event after the other: what a device sends, as it should be or as
/// any bytes, time that passes, and the calls of its owner, who keeps to his part.
struct ServerSessionInput {
  private enum Phase { case hello, proof, identifying, live, closed }

  private static let window = 2
  private static let batch = 3
  private static let silence = Duration.seconds(30)
  private static let handshake = Duration.seconds(10)

  private var cursor: InputCursor
  private var session: ServerSession
  private var now = Duration.zero
  /// What the session's state has to be, kept apart from it.
  private var phase = Phase.hello
  private var heard = Duration.zero
  private var hello = KnownSession.shared.hello
  private var isRegistered = false
  private var uploads: [UInt64] = []
  private var asked: [UInt64: DeviceRequest] = [:]
  private var lastAsked: UInt64 = 0

  static func run(_ bytes: [UInt8]) {
    var input = ServerSessionInput(InputCursor(bytes))
    while !input.cursor.isAtEnd { input.step() }
  }

  private init(_ cursor: InputCursor) {
    self.cursor = cursor
    session = ServerSession(
      .init(
        challenge: KnownSession.shared.challenge, keepAlive: Self.silence, handshakeLimit: Self.handshake,
        logWindow: Self.window, logBatch: Self.batch), at: .zero)
  }

  private mutating func step() {
    let known = KnownSession.shared
    switch cursor.number(below: 14) {
    case 0:
      switch cursor.envelope() {
      case .success(let envelope): receive(envelope)
      case .failure(let error): note(session.receive(error), mayClose: true)
      }
    case 1: receive(Envelope(.hello(known.hello)))
    case 2: receive(Envelope(.proof(signature: known.signature)))
    case 3: receive(Envelope(.proof(signature: [UInt8](repeating: cursor.byte(), count: 64))))
    case 4: tick()
    case 5: welcome()
    case 6: ask()
    case 7:
      let upload = UploadLogs(
        epoch: cursor.once(in: 4) ? 8 : 7, entries: LogEntry.list(cursor.number(below: Self.batch + 2)))
      receive(Envelope(requestID: UInt64(cursor.byte()), .uploadLogs(upload)))
    case 8: answer()
    case 9: settleUpload()
    case 10: receive(Envelope(requestID: UInt64(cursor.byte()), .ping))
    case 11: receive(Envelope(requestID: UInt64(cursor.byte()), .pong))
    case 12: note(session.close(Goodbye(.newerSession, "the device connected again")), mayClose: true)
    default: receive(Envelope(.goodbye(Goodbye(.shutdown, "the device goes away"))))
    }
  }

  // MARK: Events

  private mutating func receive(_ envelope: Envelope) {
    if phase == .live { heard = now }
    let before = phase
    let actions = session.receive(envelope, at: now)
    if case .hello(let hello) = envelope.message, before == .hello, sendsChallenge(actions) {
      (self.hello, phase) = (hello, .proof)
    }
    if case .proof(let signature) = envelope.message, before == .proof, case .identify(let found) = actions.first {
      require(found == hello, "server session: another device than said hello")
      let known = KnownSession.shared
      require(
        hello.publicKey != known.hello.publicKey || signature == known.signature, "server session: a forged proof")
      phase = .identifying
    }
    note(actions, mayClose: true, answers: envelope)
  }

  private func sendsChallenge(_ actions: [ServerSession.Action]) -> Bool {
    actions == [.send(Envelope(.challenge(KnownSession.shared.challenge)))]
  }

  private mutating func tick() {
    now = cursor.time(after: now)
    let isOver =
      switch phase {
      case .hello, .proof: now >= Self.handshake
      case .live: now - heard >= Self.silence * 2
      case .identifying, .closed: false
      }
    let actions = session.tick(at: now)
    note(actions, mayClose: isOver)
    require(!isOver || phase == .closed, "server session: still open after its time")
  }

  private mutating func welcome() {
    guard [.identifying, .live, .closed].contains(phase) else { return }
    let welcome = KnownSession.shared.welcome(registered: !cursor.once(in: 3))
    let actions = session.welcome(welcome, at: now)
    require(phase == .closed || actions == [.send(Envelope(.welcome(welcome)))], "server session: no welcome is sent")
    if phase == .identifying { heard = now }
    if phase != .closed { (phase, isRegistered) = (.live, welcome.state == .registered) }
    note(actions)
  }

  private mutating func ask() {
    let request = need("server session: a request") { try cursor.request() }
    let (id, actions) = session.ask(request)
    require((phase == .live) == !actions.isEmpty, "server session: asks when it cannot, or does not when it can")
    if phase == .live {
      require(id > lastAsked, "server session: a request's number comes twice")
      require(actions == [.send(Envelope(requestID: id, .request(request)))], "server session: asks something else")
      (asked[id], lastAsked) = (request, id)
    }
    note(actions)
  }

  private mutating func answer() {
    let open = asked.keys.sorted()
    let id = open.isEmpty ? UInt64(cursor.byte()) : open[cursor.number(below: open.count)]
    let answer = need("server session: an answer") { try cursor.answer(to: asked[id]) }
    receive(Envelope(requestID: id, .answer(answer)))
  }

  private mutating func settleUpload() {
    guard !uploads.isEmpty else { return }
    let request = uploads.remove(at: cursor.number(below: uploads.count))
    let mark = LogID(cursor.byte())
    note(
      mark == 0
        ? session.refuse(request: request, Refusal(.tryAgain)) : session.logsStored(request: request, mark: mark))
  }

  // MARK: Actions

  private mutating func note(_ actions: [ServerSession.Action], mayClose: Bool = false, answers: Envelope? = nil) {
    require(phase != .closed || actions.isEmpty, "server session: acts after its end")
    require(actions.count <= 2, "server session: \(actions.count) actions for one event")
    for (index, action) in actions.enumerated() {
      switch action {
      case .send(let envelope):
        MessageInput.requireStable(envelope)
        if case .ping = envelope.message { lastAsked = max(lastAsked, envelope.requestID) }
      case .identify: require(phase == .identifying, "server session: identifies without a proof")
      case .store(let upload, let request): noteUpload(upload, request, answers)
      case .answered(let request, let answer): noteAnswer(answer, request, answers)
      case .close:
        require(mayClose && index == actions.count - 1, "server session: closes without a reason, or acts after it")
        phase = .closed
      }
    }
    require(session.isClosed == (phase == .closed), "server session: closed or not")
  }

  private mutating func noteUpload(_ upload: UploadLogs, _ request: UInt64, _ envelope: Envelope?) {
    require(phase == .live && isRegistered, "server session: logs of a device that is not registered")
    require(envelope == Envelope(requestID: request, .uploadLogs(upload)), "server session: other logs than came")
    require(upload.epoch == hello.epoch, "server session: logs of another epoch")
    require(upload.entries.count <= Self.batch && uploads.count < Self.window, "server session: over the window")
    uploads.append(request)
  }

  private mutating func noteAnswer(_ answer: DeviceAnswer, _ request: UInt64, _ envelope: Envelope?) {
    require(phase == .live, "server session: an answer before the proof")
    require(envelope == Envelope(requestID: request, .answer(answer)), "server session: another answer than came")
    let question = need("server session: an answer that was not asked for") { asked.removeValue(forKey: request) }
    require(answer.belongs(to: question), "server session: an answer to something else")
  }
}
