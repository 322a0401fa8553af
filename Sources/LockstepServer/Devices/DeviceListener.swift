import DeviceProtocol
import LockstepStore
import Logging
import NIOCore
import NIOPosix
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
  init(engine: Engine, group: MultiThreadedEventLoopGroup) async throws {
    self.engine = engine
    self.group = group
    let box = Answered<DeviceListener>()
    channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { child in
        guard let listener = box.value, listener.admit(child) else {
          return child.eventLoop.makeCompletedFuture {
            try child.pipeline.syncOperations.addHandler(MessageToByteHandler(FrameEncoder()))
          }.flatMap { child.writeAndFlush(Envelope(.goodbye(Goodbye(.busy, "too many connections")))) }
            .flatMap { child.close() }
        }
        return child.eventLoop.makeCompletedFuture {
          let handlers = child.pipeline.syncOperations
          try handlers.addHandler(ByteToMessageHandler(FrameDecoder()))
          try handlers.addHandler(MessageToByteHandler(FrameEncoder()))
          try handlers.addHandler(DeviceConnection(engine: engine, eventLoop: child.eventLoop))
        }
      }
      .bind(host: engine.configuration.host, port: engine.configuration.port).get()
    box.set(self)
  }

  var address: SocketAddress? { channel.localAddress }

  func run() async throws {
    try await withGracefulShutdownHandler {
      try await channel.closeFuture.get()
    } onGracefulShutdown: {
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

  /// Those that do not leave by themselves within two seconds are closed.
  private func endConnections() async {
    let children = state.withLock { state in
      state.isStopping = true
      return Array(state.children.values)
    }
    for child in children { child.pipeline.fireUserInboundEventTriggered(ServerEnds()) }
    for child in children { _ = try? await child.closeFuture.get() }
  }
}
