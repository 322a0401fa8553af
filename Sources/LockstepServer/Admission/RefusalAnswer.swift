public import NIOCore

/// Stands first on a connection that is not let in: says so where it can be read, closes, and lets nothing through.
public final class RefusalAnswer: ChannelInboundHandler, RemovableChannelHandler {
  public typealias InboundIn = ByteBuffer
  public typealias OutboundOut = ByteBuffer

  private let answer: [UInt8]

  /// - Parameter answer: empty to close without a word.
  public init(_ answer: [UInt8]) { self.answer = answer }

  public func channelActive(context: ChannelHandlerContext) {
    guard !answer.isEmpty else { return context.close(promise: nil) }
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer))).whenComplete { _ in
      bound.value.close(promise: nil)
    }
  }

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

  public func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
