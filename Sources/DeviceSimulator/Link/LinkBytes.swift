import NIOCore

/// Sees the bytes of a link: counts them, sends bytes that are no frame, and breaks the link in the middle of one.
final class LinkBytes: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let device: SimulatedDevice
  private var sent = 0

  init(_ device: SimulatedDevice) { self.device = device }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    device.count(bytes: unwrapInboundIn(data).readableBytes)
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    var buffer = unwrapOutboundIn(data)
    device.count(bytes: buffer.readableBytes)
    guard let limit = device.faults.dropsLinkAfterBytes else {
      context.write(wrapOutboundOut(buffer), promise: promise)
      return
    }
    let rest = max(0, limit - sent)
    sent += buffer.readableBytes
    guard buffer.readableBytes > rest, let part = buffer.readSlice(length: rest) else {
      context.write(wrapOutboundOut(buffer), promise: promise)
      return
    }
    context.writeAndFlush(wrapOutboundOut(part), promise: nil)
    context.close(mode: .all, promise: promise)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .raw(let bytes) = event as? LinkCommand {
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }
}
