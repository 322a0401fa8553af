import ArgumentParser
import Foundation
import NIOCore
import NIOPosix

/// A server that does nothing but hold its connections: what one costs in memory at least.
struct IdlePeer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "idle-peer", abstract: "Accepts connections and holds them.", shouldDisplay: false)

  func run() async throws {
    // Whoever has started it may ignore this itself, and passes that on.
    signal(SIGTERM, SIG_DFL)
    _ = OpenFiles.raiseLimit()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 4096)
      .childChannelInitializer { $0.eventLoop.makeSucceededVoidFuture() }
      .bind(host: "127.0.0.1", port: 0).get()
    print(channel.localAddress?.port ?? 0)
    fflush(nil)
    try await channel.closeFuture.get()
  }
}
