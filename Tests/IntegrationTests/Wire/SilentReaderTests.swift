import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import NIOCore
import NIOPosix
import Testing

/// A peer that asks and never reads what it is told.
@Suite(.timeLimit(.minutes(1)))
struct SilentReaderTests {
  /// Reads until it has its welcome, then never again.
  private final class Deaf: ChannelDuplexHandler {
    typealias InboundIn = Envelope
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let memory: DeviceMemoryHello
    let welcome: EventLoopPromise<Void>

    init(_ memory: DeviceMemoryHello, _ welcome: EventLoopPromise<Void>) {
      self.memory = memory
      self.welcome = welcome
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data).message {
      case .challenge(let challenge):
        var buffer = ByteBuffer()
        FrameEncoder().encode(data: Envelope(memory.proof(challenge)), out: &buffer)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
      case .welcome: welcome.succeed()
      default: break
      }
    }
  }

  struct DeviceMemoryHello: Sendable {
    let hello: Hello
    let key: DeviceKey

    func proof(_ challenge: Challenge) -> Message {
      .proof(
        signature: key.sign(
          ProofStatement.bytes(device: hello.device, challenge: challenge, helloNonce: hello.nonce)))
    }
  }

  @Test("SEC-4 a device that pings without reading the answers is cut off, before they fill the memory")
  func pings() async throws {
    // So many pings at once end the session anyway; here what is not read has to.
    try await TestServer.run(configuration: { $0.chatter = (.infinity, 0) }) { server in
      let memory = try RawDevice.memory()
      let hello = try #require(memory.hello(nonce: [UInt8](repeating: 7, count: 32), at: 1_800_000_000))
      let known = DeviceMemoryHello(hello: hello, key: try #require(DeviceKey(seed: memory.keySeed)))
      let loop = MultiThreadedEventLoopGroup.singleton.next()
      let welcome = loop.makePromise(of: Void.self)
      let channel = try await ClientBootstrap(group: loop)
        .channelOption(.socketOption(.so_rcvbuf), value: 4096)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandlers([
              ByteToMessageHandler(FrameDecoder()), Deaf(known, welcome),
            ])
          }
        }
        .connect(host: "127.0.0.1", port: server.port).get()
      var first = ByteBuffer()
      FrameEncoder().encode(data: Envelope(.hello(hello)), out: &first)
      try await channel.writeAndFlush(first)
      try await welcome.futureResult.get()
      try await channel.setOption(.autoRead, value: false).get()
      var pings = ByteBuffer()
      // The higher the number, the longer the answer, and the sooner the system's own buffers are full of them.
      for number in 0..<1000 {
        FrameEncoder().encode(data: Envelope(requestID: .max - UInt64(number), .ping), out: &pings)
      }
      var isCut = false
      for _ in 0..<20_000 {
        do {
          try await channel.writeAndFlush(pings)
        } catch {
          isCut = true
          break
        }
      }
      #expect(isCut)
      try? await channel.close()
    }
  }
}
