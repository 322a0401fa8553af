import NIOCore

/// Stands before everything else and looks at the first byte: a TLS record begins with 22, which neither a frame of a
/// device nor a request of HTTP does. Whoever takes the port for the other kind gets an answer that it can read.
final class PortGate: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// It goes up the pipeline, where it is counted.
  struct WrongKind: Error {
    let outcome: HandshakeOutcome
  }

  private let expectsTLS: Bool
  private let plainAnswer: [UInt8]
  private var isRefused = false

  /// - Parameter plainAnswer: what plain text gets on a port with TLS.
  init(expectsTLS: Bool, plainAnswer: [UInt8]) {
    self.expectsTLS = expectsTLS
    self.plainAnswer = plainAnswer
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isRefused else { return }
    let bytes = unwrapInboundIn(data)
    guard let first = bytes.readableBytesView.first else { return }
    if (first == 22) == expectsTLS {
      context.fireChannelRead(data)
      context.pipeline.syncOperations.removeHandler(self, promise: nil)
      return
    }
    isRefused = true
    context.fireErrorCaught(WrongKind(outcome: expectsTLS ? .plainText : .tlsOnPlainPort))
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: expectsTLS ? plainAnswer : Self.alert)), promise: nil)
    context.close(promise: nil)
  }

  /// A fatal alert *protocol version*.
  private static let alert: [UInt8] = [21, 3, 3, 0, 2, 2, 70]
}
