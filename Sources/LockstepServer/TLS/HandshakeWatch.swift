public import NIOCore
import NIOSSL

/// Follows one connection from its first byte: on a port with TLS until what the peer says can be read, so that each
/// handshake is counted with its end, and none takes for ever.
public final class HandshakeWatch: ChannelInboundHandler, RemovableChannelHandler {
  public typealias InboundIn = NIOAny

  private let log: HandshakeLog
  private let gate: PortGate
  /// Nil on a port without TLS.
  private let limit: TimeAmount?
  private var hasEnded = false
  private var deadline: Scheduled<Void>?

  init(_ log: HandshakeLog, gate: PortGate, limit: TimeAmount?) {
    self.log = log
    self.gate = gate
    self.limit = limit
  }

  public func handlerAdded(context: ChannelHandlerContext) {
    try? context.pipeline.syncOperations.addHandler(gate, position: .first)
  }

  public func channelActive(context: ChannelHandlerContext) {
    if let limit {
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      deadline = context.eventLoop.scheduleTask(in: limit) {
        let (watch, context) = bound.value
        guard !watch.hasEnded else { return }
        watch.end(.tooSlow, context)
        context.close(promise: nil)
      }
    }
    context.fireChannelActive()
  }

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if !hasEnded { end(.completed, context) }
    context.fireChannelRead(data)
  }

  public func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if !hasEnded {
      switch error {
      case let error as PortGate.WrongKind: end(error.outcome, context)
      case let error as NIOSSLError: end(HandshakeOutcome(error), context)
      default: end(.failed, context)
      }
    }
    // Whoever is told closes anyway; a connection of the wrong kind was answered already.
    if !(error is PortGate.WrongKind) { context.fireErrorCaught(error) }
  }

  public func channelInactive(context: ChannelHandlerContext) {
    if !hasEnded { end(.abandoned, context) }
    context.fireChannelInactive()
  }

  private func end(_ outcome: HandshakeOutcome, _ context: ChannelHandlerContext) {
    hasEnded = true
    deadline?.cancel()
    // On a port without TLS only what tries it is told.
    guard limit != nil || outcome == .tlsOnPlainPort else { return }
    log.ended(outcome, peer: context.remoteAddress)
  }
}
