import DeviceProtocol
import LockstepCore
import NIOCore
import NIOSSL

/// One connection of a device: carries envelopes between the socket and the session, and actions between the session and
/// the device. Lives on the connection's event loop only.
final class DeviceLink: ChannelInboundHandler {
  typealias InboundIn = Envelope
  typealias OutboundOut = Envelope

  let device: SimulatedDevice
  private let attempt: UInt64
  private var context: ChannelHandlerContext?
  private var session: DeviceSession?
  /// Of the hello.
  private var epoch: Epoch = 0
  private var isWelcome = false
  /// The last entry that was sent in this session.
  private var sentLogID: LogID = 0
  private var wasRegistered = false
  /// Answers that wait until what they tell is in the memory file.
  private var heldAnswers: [(version: UInt64, request: UInt64, answer: DeviceAnswer)] = []
  /// Requests of uploads that the session does not know of, because they are over the window.
  private var unruly: UInt64 = 1 << 32
  /// The authority that the server has shown in TLS.
  private var shownAuthority: [UInt8]?
  private var hasRefused = false
  /// Answers and uploads that one read causes leave together.
  private var isReading = false

  init(_ device: SimulatedDevice, attempt: UInt64) {
    self.device = device
    self.attempt = attempt
  }

  // MARK: The channel

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelActive(context: ChannelHandlerContext) {
    guard device.linkStarted(context.channel, attempt: attempt), let hello = device.makeHello() else {
      context.close(promise: nil)
      return
    }
    let session = DeviceSession(hello)
    self.session = session
    epoch = hello.epoch
    perform(session.opening)
    scheduleTick()
    context.eventLoop.assumeIsolated().scheduleTask(in: device.options.handshakeLimit) {
      if !self.isWelcome { self.context?.close(promise: nil) }
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    session = nil
    device.linkEnded(context.channel, attempt: attempt)
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let envelope = unwrapInboundIn(data)
    isReading = true
    if envelope.requestID > 1 << 32, envelope.isUploadAnswer { return }
    perform(session?.receive(envelope, at: Self.now) ?? [])
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    isReading = false
    context.flush()
    context.fireChannelReadComplete()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? MessageError {
      perform(session?.receive(error) ?? [])
    } else {
      if let error = error as? NIOSSLError, let refusal = ServerRefusal(error), !hasRefused {
        device.refuseServer(refusal)
      }
      context.close(promise: nil)
    }
  }

  /// What the server shows in the handshake, its own certificate first (SEC-1).
  ///
  /// - Returns: whether the device speaks to it.
  func verify(_ shown: [[UInt8]]) -> Bool {
    do {
      let authority = try device.verify(shown)
      shownAuthority = authority
      session?.shownAuthority = authority
      return true
    } catch {
      hasRefused = true
      device.refuseServer(error)
      return false
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event as? LinkCommand {
    case .pump: pump()
    case .saved(let version):
      let ready = heldAnswers.prefix { $0.version <= version }
      heldAnswers.removeFirst(ready.count)
      for held in ready { answer(held.request, held.answer) }
      pump()
    case .leave: perform(session?.close(Goodbye(.shutdown, "the device goes away")) ?? [])
    case .uploadAgain(let id):
      sentLogID = id == 0 ? 0 : id - 1
      pump()
    case .raw, nil: context.fireUserInboundEventTriggered(event)
    }
  }

  // MARK: The session

  /// Time since any fixed moment.
  private static var now: Duration { .nanoseconds(Int64(NIODeadline.now().uptimeNanoseconds)) }

  private func scheduleTick() {
    context?.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) {
      guard self.session?.isClosed == false else { return }
      self.perform(self.session?.tick(at: Self.now) ?? [])
      self.scheduleTick()
    }
  }

  private func perform(_ actions: [DeviceSession.Action]) {
    guard let context else { return }
    for action in actions {
      switch action {
      case .send(let envelope): context.write(wrapOutboundOut(envelope), promise: nil)
      case .sign(let statement, let checkCode):
        let signature = device.sign(statement, checkCode: checkCode)
        perform(session?.prove(signature: signature) ?? [])
      case .welcomed(let welcome): welcomed(welcome)
      case .stored(let mark):
        device.acknowledged(mark, of: epoch)
        pump()
      case .refused(let refusal): refused(refusal)
      case .serve(let request, let id): serve(request, id)
      case .close(let goodbye):
        device.said(goodbye)
        context.flush()
        context.close(promise: nil)
        return
      }
    }
    if !isReading { context.flush() }
  }

  private func welcomed(_ welcome: Welcome) {
    isWelcome = true
    device.welcomed(welcome, authority: shownAuthority)
    if welcome.state == .registered, !wasRegistered { sentLogID = welcome.logMark }
    wasRegistered = welcome.state == .registered
    if device.faults.neverReads { context?.channel.setOption(.autoRead, value: false).whenFailure { _ in } }
    pump()
  }

  /// Something is wrong with what was sent: after a while it is sent again, in another epoch in a new session.
  private func refused(_ refusal: Refusal) {
    device.uploadRefused(refusal)
    guard refusal.reason != .epoch else {
      perform(session?.close(Goodbye(.shutdown, "the epoch is new")) ?? [])
      return
    }
    context?.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) {
      self.sentLogID = min(self.sentLogID, self.device.snapshot.acknowledged)
      self.pump()
    }
  }

  // MARK: Logs

  /// Sends what is new in the log, as far as the window allows and the memory file has it.
  private func pump() {
    guard let session, wasRegistered, !session.isClosed else { return }
    let faults = device.faults
    while let session = self.session, session.freeUploads > 0 || faults.ignoresLogWindow {
      guard var entries = device.entriesToUpload(after: sentLogID, of: epoch, limit: session.uploadLimit) else {
        // The hello's epoch is over: what follows belongs to a new session.
        perform(self.session?.close(Goodbye(.shutdown, "the epoch is new")) ?? [])
        return
      }
      guard let last = entries.last else { return }
      sentLogID = last.id
      if faults.repeatsLogIDs { entries.insert(entries[0], at: 0) }
      if session.freeUploads > 0, entries.count <= session.uploadLimit {
        perform(self.session?.upload(entries) ?? [])
      } else {
        unruly += 1
        let upload = UploadLogs(epoch: epoch, entries: entries)
        perform([.send(Envelope(requestID: unruly, .uploadLogs(upload)))])
      }
    }
  }

  // MARK: Requests

  private func serve(_ request: DeviceRequest, _ id: UInt64) {
    guard let (answer, version) = device.answer(request) else { return }
    let send = {
      if self.device.isSaved(version) {
        self.answer(id, answer)
      } else {
        self.heldAnswers.append((version, id, answer))
      }
    }
    if let wait = device.faults.answersAfter {
      context?.eventLoop.assumeIsolated().scheduleTask(in: wait, send)
    } else {
      send()
    }
  }

  private func answer(_ request: UInt64, _ answer: DeviceAnswer) {
    guard session != nil else { return }
    perform(session?.answer(request: request, answer) ?? [])
    device.answered(answer)
    pump()
  }
}

extension Envelope {
  fileprivate var isUploadAnswer: Bool {
    switch message {
    case .logsStored, .answer(.refusal): true
    default: false
    }
  }
}
