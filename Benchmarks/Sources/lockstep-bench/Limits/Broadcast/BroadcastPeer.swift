import ArgumentParser
import DeviceProtocol
import Foundation
import NIOCore
import NIOPosix

/// A server that does nothing but pass on enrolments: the same frames, answers and rows of the log as Lockstep, and nothing
/// else. It knows every door, merges nothing, keeps no users and does not look whether a door has confirmed.
struct BroadcastPeer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "broadcast-peer", abstract: "Passes on enrolments, and stores logs.", shouldDisplay: false)

  @Argument(help: "How many devices there are.")
  var devices: Int

  @Argument(help: "A folder of its own for the logs, which is removed in the end.")
  var folder: String

  func run() async throws {
    // Whoever has started it may ignore this itself, and passes that on.
    signal(SIGTERM, SIG_DFL)
    _ = OpenFiles.raiseLimit()
    let hub = BroadcastHub()
    let events = try PlainEvents(in: URL(fileURLWithPath: folder), devices: devices)
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 1024)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { child in
        child.eventLoop.makeCompletedFuture {
          let handlers = child.pipeline.syncOperations
          try handlers.addHandler(ByteToMessageHandler(FrameDecoder()))
          try handlers.addHandler(MessageToByteHandler(FrameEncoder()))
          try handlers.addHandler(BroadcastConnection(hub, loop: child.eventLoop))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    print(channel.localAddress?.port ?? 0)
    fflush(nil)
    // This thread writes, until the process is ended.
    while true { try hub.storeWaiting(in: events) }
  }
}
