import Foundation
import LockstepServer
import NIOCore
import NIOPosix
import NIOSSL

/// Somebody between a device and its server: speaks TLS with both, to the device with a certificate of an authority of its
/// own, and passes on what each says.
enum Eavesdropper {
  /// - Returns: the port on which the device finds it, and what ends it.
  static func listen(_ tls: ServerTLS, before port: Int) async throws -> any Channel {
    let shown = try NIOSSLContext(configuration: tls.deviceConfiguration)
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateVerification = .none
    let trusting = try NIOSSLContext(configuration: configuration)
    return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { device in
        device.eventLoop.makeCompletedFuture {
          let (near, far) = (Passing(), Passing())
          (near.other, far.other) = (far, near)
          try device.pipeline.syncOperations.addHandlers([NIOSSLServerHandler(context: shown), near])
          let bound = NIOLoopBound(far, eventLoop: device.eventLoop)
          _ = ClientBootstrap(group: device.eventLoop)
            .channelInitializer { server in
              server.eventLoop.makeCompletedFuture {
                try server.pipeline.syncOperations.addHandlers([
                  try NIOSSLClientHandler(context: trusting, serverHostname: nil), bound.value,
                ])
              }
            }
            .connect(host: "127.0.0.1", port: port)
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  private final class Passing: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    var other: Passing?
    private var context: ChannelHandlerContext?
    private var early: [ByteBuffer] = []

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
      self.context = context
      for bytes in early { context.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }
      early = []
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { other?.pass(unwrapInboundIn(data)) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelInactive(context: ChannelHandlerContext) {
      self.context = nil
      other?.context?.close(promise: nil)
      other = nil
    }

    private func pass(_ bytes: ByteBuffer) {
      if let context {
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
      } else {
        early.append(bytes)
      }
    }
  }
}
