import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// Devices that come without end: new ones, others in the place of a registered one, one again and again (SEC-4, SEC-7).
@Suite(.timeLimit(.minutes(1)))
struct ManyDevicesTests {
  private static func run(
    _ change: (inout SessionPace.Limits) -> Void, _ body: @Sendable (TestServer) async throws -> Void
  ) async throws {
    let nobody = try SharedAddresses("none")
    try await TestServer.run(
      configuration: { settings in
        settings.connections.shared = nobody
        change(&settings.sessionPace)
      }, body)
  }

  /// What a device with this number and key is told that comes from an address.
  private static func come(_ number: UInt32, seed: UInt64, from address: String, _ server: TestServer) async throws
    -> Told
  {
    try await WireClient.run(port: server.port, from: address) { client in
      try await RawDevice(client, try RawDevice.memory(number, seed: seed)).prove()
      while let envelope = try await client.receive() {
        switch envelope.message {
        case .welcome(let welcome): return welcome.state == .waiting ? .waits : .registered
        case .goodbye(let goodbye): return goodbye.text.hasPrefix("too many new devices") ? .tooMany : .other
        default: continue
        }
      }
      return .other
    }
  }

  private enum Told { case waits, registered, tooMany, other }

  @Test("SEC-4 new devices without end: beyond so many they are told to come later, and leave no line in the log")
  func newDevices() async throws {
    try await Self.run({ $0.strangers = (2, 0) }) { server in
      var told: [Told] = []
      for number: UInt32 in 3001...3004 {
        told.append(try await Self.come(number, seed: 1, from: "127.0.0.2", server))
      }
      #expect(told == [.waits, .waits, .tooMany, .tooMany])
      #expect(try await server.log(.waiting).count == 2)
      // One that was seen before may come again.
      #expect(try await Self.come(3001, seed: 1, from: "127.0.0.2", server) == .waits)
    }
  }

  @Test("SEC-4 one address with ever new keys for a registered door uses up its own share, and not that of others")
  func replacements() async throws {
    try await Self.run({ $0.strangersOfAddress = (2, 0) }) { server in
      let memory = try RawDevice.memory(1001, seed: 1)
      try await RawDevice.run(server, memory) { _ in }
      var told: [Told] = []
      for seed: UInt64 in 11...14 {
        told.append(try await Self.come(1001, seed: seed, from: "127.0.0.2", server))
      }
      #expect(told == [.waits, .waits, .tooMany, .tooMany])
      let candidate = try await server.store.read { try $0.publicKey(of: memory.device, isCandidate: true) }
      #expect(candidate == DeviceKey(seed: try RawDevice.memory(1001, seed: 12).keySeed)?.publicKey)
      // The one that was seen, the registered one and one of another address come in.
      #expect(try await Self.come(1001, seed: 12, from: "127.0.0.2", server) == .waits)
      #expect(try await Self.come(1001, seed: 1, from: "127.0.0.2", server) == .registered)
      #expect(try await Self.come(2001, seed: 1, from: "127.0.0.3", server) == .waits)
    }
  }

  @Test("SEC-4 where devices are registered new ones appear, however many addresses have used up what there is for all")
  func familiar() async throws {
    try await Self.run({ $0.strangers = (3, 0) }) { server in
      let memory = try RawDevice.memory(1001, seed: 1)
      try await RawDevice.run(server, memory) { _ in
        var told: [Told] = []
        for (number, address): (UInt32, Int) in [(2002, 2), (2003, 3), (3001, 4), (3002, 1)] {
          told.append(try await Self.come(number, seed: 1, from: "127.0.0.\(address)", server))
        }
        #expect(told == [.waits, .waits, .tooMany, .waits])
      }
    }
  }

  @Test("SEC-7 a device that begins sessions without end is told that it does; another is not concerned")
  func sessions() async throws {
    try await Self.run({ $0.sessions = (3, 0) }) { server in
      let memory = try RawDevice.memory()
      // The first is judged twice: as one that waits, and once it is registered.
      try await RawDevice.run(server, memory) { _ in }
      for isLetIn in [true, false, false] {
        try await WireClient.run(port: server.port) { client in
          let raw = RawDevice(client, memory)
          try await raw.prove()
          if isLetIn {
            #expect(try await raw.welcome()?.state == .registered)
          } else {
            #expect(try await client.goodbye() == Goodbye(.busy, "this device connects too often"))
          }
        }
      }
      #expect(try await server.log(.connected, of: memory.device).count == 2)
      #expect(try await Self.come(2002, seed: 2, from: "127.0.0.1", server) == .waits)
    }
  }
}
