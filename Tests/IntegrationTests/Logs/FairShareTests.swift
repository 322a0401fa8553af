import DeviceProtocol
import DeviceSimulator
import Dispatch
import LockstepCore
import LockstepStore
import Testing

@testable import LockstepServer

/// Overload: the store stands still while devices bring more than it takes.
@Suite(.timeLimit(.minutes(1)))
struct FairShareTests {
  private static let window = 4
  private static let batch: LogID = 10

  private static func entries(_ ids: ClosedRange<LogID>) -> [LogEntry] {
    ids.map { LogEntry(id: $0, time: 1, code: .verifySuccess, origin: .device) }
  }

  /// Sends uploads, and waits until the server has read them.
  private static func send(_ raw: RawDevice, _ uploads: [ClosedRange<LogID>]) async throws {
    for (index, ids) in uploads.enumerated() {
      let upload = UploadLogs(epoch: raw.memory.epoch, entries: entries(ids))
      try await raw.client.send(.uploadLogs(upload), request: UInt64(1000 + index))
    }
    try await raw.client.send(.ping, request: 1)
    #expect(try await raw.answer(to: 1) == .pong)
  }

  @Test("LOG-7 shares are fair: whoever brings one batch waits for no more than a window of each that brings many")
  func shares() async throws {
    let configuration: @Sendable (inout ServerConfiguration) -> Void = { $0.logWindow = Self.window }
    try await TestServer.run(configuration: configuration) { server in
      let quiet = try RawDevice.memory(2003, seed: 3)
      try await RawDevice.run(server, try RawDevice.memory(2001, seed: 1)) { first in
        try await RawDevice.run(server, try RawDevice.memory(2002, seed: 2)) { second in
          try await RawDevice.run(server, quiet) { last in
            let gate = DispatchSemaphore(value: 0)
            server.engine.committer.submit { _ in
              gate.wait()
            } completion: { _ in
            }
            let greedy = (0..<UInt32(Self.window)).map { $0 * Self.batch + 1...($0 + 1) * Self.batch }
            try await Self.send(first, greedy)
            try await Self.send(second, greedy)
            try await Self.send(last, [1...1])
            // One more than the window is no way to get a greater share.
            let over = UploadLogs(epoch: first.memory.epoch, entries: Self.entries(41...50))
            try await first.client.send(.uploadLogs(over), request: 2000)
            #expect(try await first.client.goodbye()?.reason == .window)
            gate.signal()
            #expect(try await last.answer(to: 1000) == .logsStored(mark: 1))
            let log = try await server.log(.log)
            let place = try #require(log.firstIndex { $0.device == quiet.device })
            #expect(place <= 2 * Self.window * Int(Self.batch))
          }
        }
      }
    }
  }
}
