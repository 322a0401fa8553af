import NIOCore
import NIOPosix

/// One TCP connection to the HTTP port that sends any text, and reads what comes, or does not.
final class WebClient {
  private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

  private init(
    _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  ) {
    self.inbound = inbound.makeAsyncIterator()
    self.outbound = outbound
  }

  /// The connection ends with the body.
  ///
  /// - Parameter address: of this machine, from which to connect; nil for any.
  static func run<Value>(
    port: Int, from address: String? = nil, _ body: (WebClient) async throws -> Value
  ) async throws -> Value {
    var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    if let address { bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: address, port: 0)) }
    let channel =
      try await bootstrap
      .channelOption(.socketOption(.so_rcvbuf), value: 4096)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      try await body(WebClient(inbound, outbound))
    }
  }

  func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

  /// What has come since; nil once the server has closed the connection.
  func receive() async throws -> String? {
    do {
      return try await inbound.next().map { String(buffer: $0) }
    } catch is IOError {
      return nil
    }
  }
}
