import NIOCore
import NIOPosix
import NIOSSL

/// What a server shows in a TLS handshake, to a client that trusts everybody.
enum Shown {
  /// - Parameters:
  ///   - newest: the newest version of TLS that the client speaks.
  ///   - body: runs while the handshake is half done: the server has shown its certificates, and waits.
  /// - Returns: certificates (DER), the server's own first.
  /// - Throws: the error of a handshake that fails.
  static func certificates(
    port: Int, newest: TLSVersion? = nil, while body: () async throws -> Void = {}
  ) async throws -> [[UInt8]] {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv1
    configuration.maximumTLSVersion = newest
    configuration.certificateVerification = .noHostnameVerification
    configuration.trustRoots = .certificates([])
    let context = try NIOSSLContext(configuration: configuration)
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let shown = loop.makePromise(of: [[UInt8]].self)
    let trust = loop.makePromise(of: NIOSSLVerificationResult.self)
    defer { trust.succeed(.certificateVerified) }
    let channel = try await ClientBootstrap(group: loop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let tls = try NIOSSLClientHandler(context: context, serverHostname: nil) { certificates, verified in
            shown.succeed(certificates.compactMap { try? $0.toDERBytes() })
            trust.futureResult.cascade(to: verified)
          }
          try channel.pipeline.syncOperations.addHandlers([tls, Ending(shown)])
        }
      }
      .connect(host: "127.0.0.1", port: port).get()
    defer { channel.close(promise: nil) }
    let certificates = try await shown.futureResult.get()
    try await body()
    return certificates
  }

  private final class Ending: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let shown: EventLoopPromise<[[UInt8]]>

    init(_ shown: EventLoopPromise<[[UInt8]]>) { self.shown = shown }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      shown.fail(error)
      context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { shown.fail(ChannelError.eof) }
  }
}
