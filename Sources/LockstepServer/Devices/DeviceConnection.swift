import DeviceProtocol
import LockstepCore
import LockstepStore
import Logging
import NIOCore

/// The channel of a device: carries bytes' worth of envelopes to the conversation, and what it does to the system.
/// Everything here runs on the channel's event loop; what comes back from the store is brought there first.
final class DeviceConnection: ChannelInboundHandler {
  typealias InboundIn = Envelope
  typealias OutboundOut = Envelope

  private let engine: Engine
  private let gate: ConnectionGate
  private let frameLimit: FrameDecoder.Limit
  private let eventLoop: any EventLoop
  private let conversation: DeviceConversation
  private var channel: (any Channel)?
  private var context: ChannelHandlerContext?
  private var nextTick: Scheduled<Void>?
  private var isStranger = true
  /// What comes back from the store after this finds nobody.
  private var isGone = false
  private var willFlush = false
  /// Messages since the system has last taken all.
  private var unsent = 0
  /// Far more than what is asked of a device and what its uploads are answered with.
  private static let mostUnsent = 1024

  /// - Parameter frameLimit: of the decoder before this; it is raised once the device is known.
  init(engine: Engine, gate: ConnectionGate, frameLimit: FrameDecoder.Limit, eventLoop: any EventLoop) {
    self.engine = engine
    self.gate = gate
    self.frameLimit = frameLimit
    self.eventLoop = eventLoop
    conversation = DeviceConversation(engine: engine)
    conversation.place = self
  }

  func channelActive(context: ChannelHandlerContext) {
    channel = context.channel
    self.context = context
    conversation.logger[metadataKey: "connection"] = "\(ObjectIdentifier(context.channel).hashValue & 0xFFFFFF)"
    tickLater()
  }

  /// Strangers have little time.
  private func tickLater() {
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    nextTick = eventLoop.scheduleTask(in: isStranger ? .seconds(1) : TimeAmount(conversation.untilTick)) {
      bound.value.conversation.tick()
      if !bound.value.isGone { bound.value.tickLater() }
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isStranger { gate.heard(context.channel) }
    conversation.receive(unwrapInboundIn(data))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? MessageError {
      conversation.receive(error)
    } else {
      context.close(promise: nil)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is ServerEnds else { return context.fireUserInboundEventTriggered(event) }
    conversation.serverEnds()
    let channel = context.channel
    // A close at once could overtake the goodbye where the device is just sending.
    eventLoop.scheduleTask(in: .milliseconds(20)) { channel.close(promise: nil) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    nextTick?.cancel()
    isGone = true
    self.context = nil
    conversation.linkEnded()
  }
}

extension DeviceConnection: ConversationPlace {
  /// A device that asks and does not read what it is told would fill the memory: it is cut off.
  func send(_ envelope: Envelope) {
    guard let channel, let context else { return }
    context.write(wrapOutboundOut(envelope), promise: nil)
    flushSoon()
    unsent = channel.isWritable ? 0 : unsent + 1
    guard unsent > Self.mostUnsent, !isGone else { return }
    conversation.logger.debug("connection cut: nothing is read there")
    channel.close(promise: nil)
  }

  /// What is said in one go leaves together.
  private func flushSoon() {
    guard !willFlush else { return }
    willFlush = true
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    eventLoop.execute {
      bound.value.willFlush = false
      bound.value.context?.flush()
    }
  }

  var origin: ConnectionOrigin { channel.map { gate.origin(of: $0) } ?? .anywhere }

  func provedKey(of device: DeviceID) -> Bool {
    guard let channel else { return true }
    gate.set(channel, isBusy: true)
    return gate.hasRoom(channel, as: "\(device)")
  }

  func becomesWaiting(_ hello: Hello) -> Bool {
    guard let channel else { return true }
    guard gate.becomesWaiting(channel, as: "\(hello.device) \(hello.publicKey.hexadecimal)") else { return false }
    // What it says from here on is not worth the gate's lock.
    isStranger = false
    return true
  }

  func becomesKnown(as device: DeviceID) -> Bool {
    if let channel, !gate.becomesKnown(channel, as: "\(device)") { return false }
    frameLimit.bytes = Limits.frameBytes
    isStranger = false
    return true
  }

  func close() {
    context?.flush()
    channel?.close(promise: nil)
  }

  func commit(
    weight: Int, _ job: @escaping Store.Job, then: @escaping ((any Error)?) -> Void,
    durable: @escaping @Sendable () -> Void
  ) {
    let bound = NIOLoopBound(then, eventLoop: eventLoop)
    engine.committer.submit(weight: weight, job) { error in
      bound.eventLoop.execute { bound.value(error) }
      if error == nil { durable() }
    }
  }

  func read<Value: Sendable>(
    _ body: @Sendable @escaping (ReadTransaction) throws -> Value,
    then: @escaping (Result<Value, any Error>) -> Void
  ) {
    let bound = NIOLoopBound(then, eventLoop: eventLoop)
    engine.store.read(body) { result in
      bound.eventLoop.execute { bound.value(result) }
    }
  }

  func readShortly<Value: Sendable>(
    _ body: @Sendable @escaping (ReadTransaction) throws -> Value,
    then: @escaping (Result<Value, any Error>) -> Void
  ) {
    let bound = NIOLoopBound(then, eventLoop: eventLoop)
    engine.shortReads.submit { snapshot in
      let result = Result { try body(try snapshot.get()) }
      bound.eventLoop.execute { bound.value(result) }
    }
  }

  @discardableResult
  func after(_ milliseconds: Int64, _ body: @escaping () -> Void) -> () -> Void {
    let bound = NIOLoopBound(body, eventLoop: eventLoop)
    let task = eventLoop.scheduleTask(in: .milliseconds(milliseconds)) { bound.value() }
    return { task.cancel() }
  }

  func makeHandle(_ receive: @escaping (ConnectionHandle.Message) -> Void) -> ConnectionHandle {
    let bound = NIOLoopBound(receive, eventLoop: eventLoop)
    return ConnectionHandle { [eventLoop] message in
      eventLoop.execute(message)
    } receive: { message in
      bound.value(message)
    }
  }
}

/// Tells a connection that the server ends: its device is told, and then it is closed.
struct ServerEnds: Sendable {}
