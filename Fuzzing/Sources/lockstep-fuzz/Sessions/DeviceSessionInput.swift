import DeviceProtocol
import LockstepCore

/// What happens to the device's end of a session, one event after the other: what a server sends, as it should be or as
/// any bytes, time that passes, and the calls of its owner, who keeps to his part.
struct DeviceSessionInput {
  private enum Phase { case challenge, signing, welcome, live, closed }

  private var cursor: InputCursor
  private var session: DeviceSession
  private var now = Duration.zero
  /// What the session's state has to be, kept apart from it.
  private var phase = Phase.challenge
  private var heard = Duration.zero
  private var interval = Duration.zero
  private var current: Welcome?
  private var uploads: [UInt64] = []
  private var lastRequest: UInt64 = 0
  private var toAnswer: [UInt64] = []

  static func run(_ bytes: [UInt8]) {
    var input = DeviceSessionInput(InputCursor(bytes))
    while !input.cursor.isAtEnd { input.step() }
  }

  private init(_ cursor: InputCursor) {
    var (cursor, session) = (cursor, DeviceSession(KnownSession.shared.hello))
    if cursor.once(in: 2) { session.shownAuthority = KnownSession.shared.challenge.authorityFingerprint }
    (self.cursor, self.session) = (cursor, session)
  }

  private mutating func step() {
    switch cursor.number(below: 13) {
    case 0:
      switch cursor.envelope() {
      case .success(let envelope): receive(envelope)
      case .failure(let error): note(session.receive(error), mayClose: true)
      }
    case 1: receive(Envelope(.challenge(challenge())))
    case 2: prove()
    case 3: receive(Envelope(.welcome(welcome())))
    case 4: tick()
    case 5: upload()
    case 6: answer()
    case 7: receive(Envelope(requestID: uploadID(), .logsStored(mark: LogID(cursor.byte()))))
    case 8: receive(Envelope(requestID: uploadID(), .answer(.refusal(Refusal(.tryAgain)))))
    case 9:
      let request = need("device session: a request") { try cursor.request() }
      receive(Envelope(requestID: UInt64(cursor.byte()), .request(request)))
    case 10: receive(Envelope(requestID: UInt64(cursor.byte()), .ping))
    case 11: receive(Envelope(requestID: UInt64(cursor.byte()), cursor.once(in: 4) ? .goodbye(Goodbye(.busy)) : .pong))
    default: note(session.close(Goodbye(.shutdown, "the device goes away")), mayClose: true)
    }
  }

  // MARK: Events

  private mutating func challenge() -> Challenge {
    var challenge = KnownSession.shared.challenge
    if cursor.once(in: 4) { challenge.version = UInt32(cursor.byte()) }
    if cursor.once(in: 4) { challenge.authorityFingerprint[0] = cursor.byte() }
    return challenge
  }

  private mutating func welcome() -> Welcome {
    KnownSession.shared.welcome(
      registered: !cursor.once(in: 4), window: 1 + cursor.number(below: 4), batch: 1 + cursor.number(below: 4),
      keepAlive: 1 + cursor.number(below: 60))
  }

  private mutating func uploadID() -> UInt64 {
    uploads.isEmpty || cursor.once(in: 8) ? UInt64(cursor.byte()) : uploads[cursor.number(below: uploads.count)]
  }

  private mutating func receive(_ envelope: Envelope) {
    if phase == .live { heard = now }
    let before = phase
    let actions = session.receive(envelope, at: now)
    switch (before, envelope.message, actions.first) {
    case (.challenge, .challenge(let challenge), .sign(let statement, _)):
      requireWhole(challenge, statement)
      phase = .signing
    case (.welcome, .welcome(let welcome), .welcomed):
      (phase, heard, interval) = (.live, now, .seconds(welcome.keepAliveSeconds))
      current = welcome
    case (.live, .welcome(let welcome), .welcomed): current = welcome
    case (_, _, .sign), (_, _, .welcomed): broken("device session: signs or is welcome out of order")
    default: break
    }
    note(actions, mayClose: true, answers: envelope)
  }

  private func requireWhole(_ challenge: Challenge, _ statement: [UInt8]) {
    require(challenge.version == 1, "device session: signs for a version that it does not speak")
    require(
      session.shownAuthority == nil || session.shownAuthority == challenge.authorityFingerprint,
      "device session: signs for another authority than was shown")
    require(statement.count == 134, "device session: a statement of \(statement.count) bytes")
  }

  private mutating func prove() {
    let actions = session.prove(signature: KnownSession.shared.signature)
    require((phase == .signing) == !actions.isEmpty, "device session: proves when it is not asked, or does not")
    if phase == .signing { phase = .welcome }
    note(actions)
  }

  private mutating func tick() {
    now = cursor.time(after: now)
    let isOver = phase == .live && now - heard >= interval * 2
    note(session.tick(at: now), mayClose: isOver)
    require(!isOver || phase == .closed, "device session: still open after its time")
  }

  private mutating func upload() {
    guard session.freeUploads > 0, session.uploadLimit > 0 else { return }
    require(phase == .live && current?.state == .registered, "device session: may upload before it is registered")
    note(session.upload(LogEntry.list(cursor.number(below: session.uploadLimit + 1))))
  }

  private mutating func answer() {
    guard !toAnswer.isEmpty else { return }
    let request = toAnswer.remove(at: cursor.number(below: toAnswer.count))
    let actions = session.answer(request: request, .refusal(Refusal(.unsupported)))
    require((phase == .closed) == actions.isEmpty, "device session: answers after its end, or not before it")
    note(actions)
  }

  // MARK: Actions

  private mutating func note(_ actions: [DeviceSession.Action], mayClose: Bool = false, answers: Envelope? = nil) {
    require(phase != .closed || actions.isEmpty, "device session: acts after its end")
    require(actions.count <= 2, "device session: \(actions.count) actions for one event")
    for (index, action) in actions.enumerated() {
      switch action {
      case .send(let envelope): noteSent(envelope)
      case .sign: require(phase == .signing, "device session: signs twice")
      case .welcomed(let welcome): require(current == welcome, "device session: another welcome than came")
      case .stored, .refused:
        let request = answers?.requestID ?? 0
        let index = need("device session: an answer that was not asked for") { uploads.firstIndex(of: request) }
        uploads.remove(at: index)
      case .serve(let request, let id):
        require(answers == Envelope(requestID: id, .request(request)), "device session: serves what was not asked")
        require(phase == .live && current?.state == .registered, "device session: serves before it is registered")
        toAnswer.append(id)
      case .close:
        require(mayClose && index == actions.count - 1, "device session: closes without a reason, or acts after it")
        phase = .closed
      }
    }
    require(session.isClosed == (phase == .closed), "device session: closed or not")
    requireWindow()
  }

  private mutating func noteSent(_ envelope: Envelope) {
    MessageInput.requireStable(envelope)
    switch envelope.message {
    case .uploadLogs, .ping:
      require(envelope.requestID > lastRequest, "device session: a request's number comes twice")
      lastRequest = envelope.requestID
      if case .uploadLogs = envelope.message { uploads.append(envelope.requestID) }
    default: break
    }
  }

  private func requireWindow() {
    guard let current, phase == .live, current.state == .registered else {
      return require(session.freeUploads == 0, "device session: a window before it is registered")
    }
    require(session.freeUploads == current.logWindow - uploads.count, "device session: another window than it has")
    require(session.uploadLimit == current.logBatch, "device session: another limit than it was told")
  }
}
