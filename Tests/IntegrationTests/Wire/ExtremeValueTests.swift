import AdminClient
import AdminModel
import DeviceProtocol
import DeviceSimulator
import Foundation
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// Numbers that a message can carry and no device means: the server lives, and so do its lists.
@Suite(.timeLimit(.minutes(1)))
struct ExtremeValueTests {
  @Test("SEC-4, LOG-5 a device whose clock shows any number", arguments: [Int64.min, -1, Int64.max])
  func clock(time: Int64) async throws {
    try await TestServer.run { server in
      let memory = try RawDevice.memory()
      try await WireClient.run(port: server.port) { client in
        let raw = RawDevice(client, memory)
        try await raw.prove { $0.time = time }
        #expect(try await raw.welcome()?.state == .waiting)
        try await server.engine.register(memory.device)
        #expect(try await raw.welcome()?.state == .registered)
        let request = try await raw.request { if case .setTime = $0 { true } else { false } }
        let news = server.engine.eventSignal.follow()
        try await client.send(.answer(.timeSet(before: time)), request: request)
        let entry = LogEntry(id: 1, time: time, code: .verifySuccess, origin: .device)
        #expect(try await raw.upload([entry]) == .logsStored(mark: 1))
        for await _ in news where try await (server.known(memory.device).clockSkew < 0) == (time < 0) { break }
      }
      try await Administration.run(server) { admin in
        let events = try await admin.client.events().all().filter { $0.kind == "log" }
        #expect(events.map(\.logId) == [1])
        #expect((events.first?.deviceTime == nil) == (time != -1))
        let skew = try await admin.client.device(memory.device.number).clockSkewSeconds
        #expect((skew < 0) == (time < 0))
      }
    }
  }

  @Test(
    "FAIL-3, SEC-4 a base above what a server can ever rise over is malformed, and no alarm", arguments: [true, false])
  func base(isRevision: Bool) async throws {
    try await TestServer.run { server in
      let memory = try RawDevice.memory()
      try await RawDevice.run(server, memory) { _ in }
      try await WireClient.run(port: server.port) { client in
        let raw = RawDevice(client, memory)
        try await client.send(
          .hello(
            raw.hello {
              $0.server = server.store.server
              if isRevision { $0.highestRevision = .max } else { $0.highestIncarnation = .max }
            }))
        #expect(try await client.goodbye()?.reason == .malformed)
      }
      #expect(try await server.attention().isEmpty)
    }
  }

  @Test("SEC-4, LOG-3 pages of edited users that do not rise end the session instead of going on for ever")
  func endless() async throws {
    try await TestServer.run { server in
      try await server.set(.allDevicesIncludingUserUpdateFromDevice)
      let memory = try RawDevice.memory()
      try await RawDevice.run(server, memory) { raw in
        func entry(_ id: LogID) -> LogEntry { LogEntry(id: id, time: 1, code: .verifySuccess, origin: .device) }
        #expect(try await raw.upload([entry(1), entry(5)]) == .logsStored(mark: 5))
        let page = DeviceAnswer.editedUsers(
          [EditedUser(user: "17", editMark: 3, isOnDevice: false, isEnrolled: false)], more: true)
        for _ in 0..<2 {
          let request = try await raw.request { if case .readEditedUsers = $0 { true } else { false } }
          try await raw.client.send(.answer(page), request: request)
        }
        #expect(try await raw.client.goodbye()?.reason == .outOfOrder)
      }
    }
  }
}
