import DeviceProtocol
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepStore
import NIOCore
import NIOPosix
import Testing

@testable import LockstepServer

@Suite(.timeLimit(.minutes(1)))
struct RegistrationRaceTests {
  @Test("SEC-1 a device that is registered before the server has told it that it waits is not forgotten")
  func registeredAtOnce() async throws {
    let directory = TestServer.newDirectory()
    defer { try? FileManager.default.removeItem(at: directory) }
    // One thread, so that it can be held up.
    let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    try await StoppableServer.run(in: directory, threads: threads) { server in
      let memory = try RawDevice.memory()
      try await WireClient.run(port: server.port) { client in
        let raw = RawDevice(client, memory)
        let (store, loop) = (Gate(), Gate())
        server.engine.committer.submit { _ in
          store.wait()
        } completion: { _ in
        }
        try await raw.prove()
        try await client.send(.ping, request: 1)
        // Its pong says that the proof was read, so that the question who it is stands behind the closed gate.
        #expect(try await client.receive()?.message == .pong)
        threads.next().execute { loop.wait() }
        store.open()
        while try await server.engine.store.read({ try $0.devices(limit: 1) }).isEmpty {
          try await server.engine.committer.commit { _ in }
        }
        try await server.engine.register(memory.device)
        loop.open()
        #expect(try await raw.welcome()?.state == .waiting)
        #expect(try await raw.welcome()?.state == .registered)
      }
    }
    try await threads.shutdownGracefully()
  }
}

/// Holds up the thread that comes to it, until it is opened.
private final class Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  func wait() { semaphore.wait() }
  func open() { semaphore.signal() }
}
