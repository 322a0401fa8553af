import DeviceProtocol
import LockstepStore
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// Accepts devices. On shutdown every device is told, and is gone before the database closes.
final class DeviceListener: Service {
  private let engine: Engine
  private let group: MultiThreadedEventLoopGroup
  private let gate: ConnectionGate
  private let channel: any Channel

  /// - Throws: the system's error if the address cannot be had.
  init(engine: Engine, tls: ServerTLS?, group: MultiThreadedEventLoopGroup) async throws {
    self.engine = engine
    self.group = group
    let context = try tls.map { try NIOSSLContext(configuration: $0.deviceConfiguration) }
    let kind = Self.kind(engine, isSecure: tls != nil)
    let gate = ConnectionGate(port: .devices, limits: engine.configuration.connections, logger: engine.logger)
    self.gate = gate
    // To say that there is no room is not worth a handshake.
    let busy = context == nil ? Self.frame(Goodbye(.busy, "too many connections")) : []
    channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { child in
        guard gate.admit(child) == nil else {
          return child.eventLoop.makeCompletedFuture {
            try child.pipeline.syncOperations.addHandler(RefusalAnswer(busy))
          }
        }
        return child.eventLoop.makeCompletedFuture {
          let handlers = child.pipeline.syncOperations
          if let context { try handlers.addHandler(NIOSSLServerHandler(context: context)) }
          try handlers.addHandler(kind.makeWatch())
          let frameLimit = FrameDecoder.Limit(bytes: engine.configuration.mostStrangerBytes)
          try handlers.addHandler(ByteToMessageHandler(FrameDecoder(limit: frameLimit)))
          try handlers.addHandler(MessageToByteHandler(FrameEncoder()))
          try handlers.addHandler(
            DeviceConnection(engine: engine, gate: gate, frameLimit: frameLimit, eventLoop: child.eventLoop))
        }
      }
      .bind(host: engine.configuration.host, port: engine.configuration.port).get()
  }

  /// A device that comes without TLS is told so in a frame, which it can read.
  private static func kind(_ engine: Engine, isSecure: Bool) -> PortKind {
    PortKind(
      logger: engine.logger, handshakeLimit: isSecure ? engine.configuration.handshakeLimit : nil,
      plainAnswer: frame(Goodbye(.malformed, "this port speaks TLS")))
  }

  private static func frame(_ goodbye: Goodbye) -> [UInt8] {
    var frame = ByteBuffer()
    FrameEncoder().encode(data: Envelope(.goodbye(goodbye)), out: &frame)
    return Array(frame.readableBytesView)
  }

  var address: SocketAddress? { channel.localAddress }

  func run() async throws {
    // Cancelled when another service could not start: the server is to end then, too.
    try await withTaskCancellationOrGracefulShutdownHandler {
      try await channel.closeFuture.get()
    } onCancelOrGracefulShutdown: {
      self.channel.close(promise: nil)
    }
    await endConnections()
    // Nothing new comes from devices: whoever follows the log ends, so that nobody holds up the end.
    engine.eventSignal.finish()
  }

  /// Says goodbye to every device, gives it a moment to arrive, and closes.
  private func endConnections() async {
    let children = gate.stop()
    for child in children { child.pipeline.fireUserInboundEventTriggered(ServerEnds()) }
    for child in children { _ = try? await child.closeFuture.get() }
  }
}
