import DeviceProtocol
import LockstepStore
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization

/// Accepts devices. On shutdown every device is told, and is gone before the database closes.
final class DeviceListener: Service {
  private struct State {
    var children: [ObjectIdentifier: any Channel] = [:]
    var isStopping = false
  }

  private let engine: Engine
  private let group: MultiThreadedEventLoopGroup
  private let state = Mutex(State())
  private let channel: any Channel

  /// - Throws: the system's error if the address cannot be had.
  init(engine: Engine, tls: ServerTLS?, group: MultiThreadedEventLoopGroup) async throws {
    self.engine = engine
    self.group = group
    let context = try tls.map { try NIOSSLContext(configuration: $0.deviceConfiguration) }
    let kind = Self.kind(engine, isSecure: tls != nil)
    let box = Answered<DeviceListener>()
    channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { child in
        guard let listener = box.value, listener.admit(child) else {
          // To say that there is no room is not worth a handshake.
          if context != nil { return child.close() }
          return child.eventLoop.makeCompletedFuture {
            try child.pipeline.syncOperations.addHandler(MessageToByteHandler(FrameEncoder()))
          }.flatMap { child.writeAndFlush(Envelope(.goodbye(Goodbye(.busy, "too many connections")))) }
            .flatMap { child.close() }
        }
        return child.eventLoop.makeCompletedFuture {
          let handlers = child.pipeline.syncOperations
          if let context { try handlers.addHandler(NIOSSLServerHandler(context: context)) }
          try handlers.addHandler(kind.makeWatch())
          try handlers.addHandler(ByteToMessageHandler(FrameDecoder()))
          try handlers.addHandler(MessageToByteHandler(FrameEncoder()))
          try handlers.addHandler(DeviceConnection(engine: engine, eventLoop: child.eventLoop))
        }
      }
      .bind(host: engine.configuration.host, port: engine.configuration.port).get()
    box.set(self)
  }

  /// A device that comes without TLS is told so in a frame, which it can read.
  private static func kind(_ engine: Engine, isSecure: Bool) -> PortKind {
    var answer = ByteBuffer()
    FrameEncoder().encode(data: Envelope(.goodbye(Goodbye(.malformed, "this port speaks TLS"))), out: &answer)
    return PortKind(
      logger: engine.logger, handshakeLimit: isSecure ? engine.configuration.handshakeLimit : nil,
      plainAnswer: Array(answer.readableBytesView))
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

  private func admit(_ child: any Channel) -> Bool {
    let isAdmitted = state.withLock { state in
      guard !state.isStopping, state.children.count < engine.configuration.mostConnections else { return false }
      state.children[ObjectIdentifier(child)] = child
      return true
    }
    child.closeFuture.whenComplete { [state = self] _ in
      _ = state.state.withLock { $0.children.removeValue(forKey: ObjectIdentifier(child)) }
    }
    return isAdmitted
  }

  /// Says goodbye to every device, gives it a moment to arrive, and closes.
  private func endConnections() async {
    let children = state.withLock { state in
      state.isStopping = true
      return Array(state.children.values)
    }
    for child in children { child.pipeline.fireUserInboundEventTriggered(ServerEnds()) }
    for child in children { _ = try? await child.closeFuture.get() }
  }
}
