import DeviceProtocol
import LockstepCore
import LockstepTesting
import NIOCore
import Synchronization

/// One connection of the loopback server.
final class LoopbackConnection: ChannelInboundHandler {
  typealias InboundIn = Envelope
  typealias OutboundOut = Envelope

  private let server: LoopbackServer
  private var session: ServerSession
  private var asked: [UInt64: EventLoopPromise<DeviceAnswer>] = [:]
  private var epoch: Epoch = 0
  private var context: ChannelHandlerContext?

  init(_ server: LoopbackServer) {
    self.server = server
    session = ServerSession(
      ServerSession.Configuration(
        challenge: Challenge(
          nonce: [UInt8](repeating: 1, count: 32), server: Sample.server,
          authorityFingerprint: [UInt8](repeating: 2, count: 32)),
        logWindow: LoopbackServer.window), at: .zero)
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    perform(session.receive(unwrapInboundIn(data), at: .zero))
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let error = error as? MessageError { perform(session.receive(error)) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    for promise in asked.values { promise.fail(LoopbackServer.NoConnection()) }
    asked = [:]
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event as? LoopbackCommand {
    case .ask(let request, let promise):
      let (id, actions) = session.ask(request)
      asked[id] = promise
      perform(actions)
    case .welcome: welcome()
    case nil: context.fireUserInboundEventTriggered(event)
    }
  }

  private func welcome() {
    let (state, mark) = server.state.withLock { ($0.welcome, $0.logs[epoch]?.last?.id ?? 0) }
    perform(
      session.welcome(
        Welcome(
          state: state, logMark: mark, logWindow: LoopbackServer.window, logBatch: LoopbackServer.batch,
          keepAliveSeconds: 30, digestKey: LoopbackServer.digestKey, time: noon), at: .zero))
  }

  private func store(_ upload: UploadLogs, _ request: UInt64) {
    let (stores, reason) = server.state.withLock { ($0.stores, $0.refusesUploads) }
    if let reason {
      perform(session.refuse(request: request, Refusal(reason)))
      return
    }
    guard stores else { return }
    let sorted = server.state.withLock { state -> LogSequence.Sorted? in
      let mark = state.logs[upload.epoch]?.last?.id ?? 0
      guard let sorted = try? LogSequence.sort(upload.entries, after: mark) else { return nil }
      state.logs[upload.epoch, default: []] += sorted.fresh
      return sorted
    }
    if let sorted {
      perform(session.logsStored(request: request, mark: sorted.mark))
    } else {
      perform(session.refuse(request: request, Refusal(.logOrder)))
    }
  }

  private func perform(_ actions: [ServerSession.Action]) {
    guard let context else { return }
    for action in actions {
      switch action {
      case .send(let envelope): context.write(wrapOutboundOut(envelope), promise: nil)
      case .identify(let hello):
        epoch = hello.epoch
        server.set {
          $0.hellos.append(hello)
          $0.channel = context.channel
        }
        welcome()
      case .store(let upload, let request): store(upload, request)
      case .answered(let request, let answer): asked.removeValue(forKey: request)?.succeed(answer)
      case .close:
        context.flush()
        context.close(promise: nil)
        return
      }
    }
    context.flush()
  }
}
