import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// Somebody who has recorded a session, or stands between a device and its server where no TLS is (SEC-1).
@Suite(.timeLimit(.minutes(1)))
struct ReplayTests {
  @Test("SEC-1 a recorded hello and proof, played again, prove nothing; the real session goes on")
  func replay() async throws {
    try await Doors.run(1) { doors in
      let memory = try RawDevice.memory()
      try await RawDevice.run(doors.server, memory) { raw in
        let hello = try raw.hello()
        let challenge = try #require(raw.challenge)
        let statement = ProofStatement.bytes(device: hello.device, challenge: challenge, helloNonce: hello.nonce)
        let proof = try #require(DeviceKey(seed: memory.keySeed)).sign(statement)
        for _ in 1...3 {
          try await WireClient.run(port: doors.server.port) { client in
            try await client.send(.hello(hello))
            guard case .challenge(let other) = try await client.receive()?.message else {
              Issue.record("no challenge")
              return
            }
            #expect(other.nonce != challenge.nonce)
            try await client.send(.proof(signature: proof))
            #expect(try await client.goodbye()?.reason == .proof)
          }
        }
        let entry = LogEntry(id: 1, time: 1, code: .verifySuccess, origin: .device)
        #expect(try await raw.upload([entry]) == .logsStored(mark: 1))
      }
      #expect(try await doors.server.log(.connected, of: memory.device).count == 1)
    }
  }

  @Test("SEC-1 a recorded upload without its session is out of order: nothing of it is stored")
  func replayedUpload() async throws {
    try await TestServer.run { server in
      let memory = try RawDevice.memory()
      try await RawDevice.run(server, memory) { _ in }
      try await WireClient.run(port: server.port) { client in
        let raw = RawDevice(client, memory)
        try await client.send(.hello(try raw.hello()))
        _ = try await client.receive()
        let entry = LogEntry(id: 1, time: 1, code: .enrollSuccess, origin: .device, user: "17")
        try await client.send(.uploadLogs(UploadLogs(epoch: memory.epoch, entries: [entry])), request: 1)
        #expect(try await client.goodbye()?.reason == .outOfOrder)
      }
      #expect(try await server.log(.log).isEmpty)
    }
  }

  @Test(
    "SEC-4 versions that were changed on the way end in no session at all, never in an older one",
    arguments: [(0, 0), (2, 2), (0, UInt32.max), (1, UInt32.max)] as [(UInt32, UInt32)])
  func versions(lowest: UInt32, highest: UInt32) async throws {
    try await TestServer.run { server in
      try await WireClient.run(port: server.port) { client in
        let hello = try RawDevice(client, try RawDevice.memory()).hello {
          $0.lowestVersion = lowest
          $0.highestVersion = highest
        }
        try await client.send(.hello(hello))
        switch try await client.receive()?.message {
        case .challenge(let challenge):
          #expect(challenge.version == ProtocolVersion.current && (lowest...highest).contains(challenge.version))
          // The device's own end: a challenge whose version was changed is refused there.
          var session = DeviceSession(try RawDevice(client, try RawDevice.memory()).hello())
          var changed = challenge
          changed.version = 0
          guard case .close(let goodbye) = session.receive(Envelope(.challenge(changed)), at: .zero).last else {
            Issue.record("a version that the device does not speak")
            return
          }
          #expect(goodbye.reason == .version)
        case .goodbye(let goodbye): #expect(goodbye.reason == .version && !(lowest...highest).contains(1))
        case let other: Issue.record("\(String(describing: other))")
        }
      }
    }
  }

  @Test("SEC-5 a device that waits is not given the key of the digests: with a copied database it would tell numbers")
  func digestKey() async throws {
    try await TestServer.run { server in
      let zeros = [UInt8](repeating: 0, count: 32)
      try await WireClient.run(port: server.port) { client in
        let raw = RawDevice(client, try RawDevice.memory())
        try await raw.prove()
        let welcome = try #require(try await raw.welcome())
        #expect(welcome.state == .waiting)
        #expect(welcome.digestKey == zeros)
      }
      #expect(server.engine.store.digestKey != zeros)
    }
  }
}
