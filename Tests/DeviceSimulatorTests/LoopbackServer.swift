import DeviceProtocol
import LockstepCore
import LockstepTesting
import NIOCore
import NIOPosix
import Synchronization

/// A small server on loopback: the real server session over real TCP, with a list in place of the store.
final class LoopbackServer: Sendable {
  struct State: Sendable {
    /// What the next welcome says.
    var welcome: Welcome.State = .registered
    /// Whether uploads are acknowledged.
    var stores = true
    var refusesUploads: Refusal.Reason?
    var logs: [Epoch: [LogEntry]] = [:]
    var hellos: [Hello] = []
    var channel: (any Channel)?
  }

  static let digestKey = [UInt8](repeating: 5, count: 32)
  static let window = 2
  static let batch = 3

  let state = Mutex(State())
  private let listener: any Channel

  private init(_ listener: any Channel, _ box: ServerBox) {
    self.listener = listener
    box.server.withLock { $0 = self }
  }

  /// Runs a server while `body` runs.
  static func run(_ body: (LoopbackServer) async throws -> Void) async throws {
    let box = ServerBox()
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(ByteToMessageHandler(FrameDecoder()))
          try pipeline.addHandler(MessageToByteHandler(FrameEncoder()))
          if let server = box.server.withLock({ $0 }) { try pipeline.addHandler(LoopbackConnection(server)) }
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let server = LoopbackServer(listener, box)
    do {
      try await body(server)
    } catch {
      try await listener.close()
      throw error
    }
    try await listener.close()
  }

  var port: Int { listener.localAddress?.port ?? 0 }

  func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

  func stored(_ epoch: Epoch) -> [LogEntry] { state.withLock { $0.logs[epoch] ?? [] } }

  /// Asks the device of the newest connection.
  func ask(_ request: DeviceRequest) async throws -> DeviceAnswer { try await begin(request).get() }

  /// Asks, and does not wait for the answer.
  func begin(_ request: DeviceRequest) throws -> EventLoopFuture<DeviceAnswer> {
    guard let channel = state.withLock({ $0.channel }) else { throw NoConnection() }
    let promise = channel.eventLoop.makePromise(of: DeviceAnswer.self)
    channel.pipeline.fireUserInboundEventTriggered(LoopbackCommand.ask(request, promise))
    return promise.futureResult
  }

  /// Sends the welcome of the state again.
  func welcomeAgain() {
    state.withLock { $0.channel }?.pipeline.fireUserInboundEventTriggered(LoopbackCommand.welcome)
  }

  struct NoConnection: Error {}

  /// The listener is there before the server that it belongs to.
  final class ServerBox: Sendable {
    let server = Mutex<LoopbackServer?>(nil)
  }
}

enum LoopbackCommand: Sendable {
  case ask(DeviceRequest, EventLoopPromise<DeviceAnswer>)
  case welcome
}
