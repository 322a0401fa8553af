import DeviceProtocol
import NIOCore
import NIOPosix

/// One TCP connection to the server's device port that sends any bytes, and reads what the server says.
final class WireClient {
  private var inbound: NIOAsyncChannelInboundStream<Envelope>.AsyncIterator
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

  private init(
    _ inbound: NIOAsyncChannelInboundStream<Envelope>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  ) {
    self.inbound = inbound.makeAsyncIterator()
    self.outbound = outbound
  }

  /// - Parameter address: of this machine, from which to connect; nil for any.
  static func run<Value>(
    port: Int, from address: String? = nil, _ body: (WireClient) async throws -> Value
  ) async throws -> Value {
    var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    if let address { bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: address, port: 0)) }
    let channel =
      try await bootstrap
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(FrameDecoder()))
          return try NIOAsyncChannel<Envelope, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      try await body(WireClient(inbound, outbound))
    }
  }

  func send(_ message: Message, request: UInt64 = 0) async throws {
    var buffer = ByteBuffer()
    FrameEncoder().encode(data: Envelope(requestID: request, message), out: &buffer)
    try await outbound.write(buffer)
  }

  func send(raw bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

  /// The next message; nil once the server has closed the connection.
  func receive() async throws -> Envelope? {
    do {
      return try await inbound.next()
    } catch is IOError {
      return nil
    }
  }

  /// Reads until the server says goodbye, and expects nothing behind it.
  func goodbye() async throws -> Goodbye? {
    while let envelope = try await receive() {
      guard case .goodbye(let goodbye) = envelope.message else { continue }
      return try await receive() == nil ? goodbye : nil
    }
    return nil
  }
}
