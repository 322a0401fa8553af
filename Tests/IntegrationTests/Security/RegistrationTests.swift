import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import NIOPosix
import Testing

/// Who is let in (SEC-1).
@Suite(.timeLimit(.minutes(1)))
struct RegistrationTests {
  @Test("SEC-1 an unknown device waits and can do nothing; both sides show one check code; registered it is filled")
  func waiting() async throws {
    try await Doors.run(1) { doors in
      try await doors.server.add(UserRecord(id: try id("11"), name: "Tom Birk"))
      let memory = try RawDevice.memory()
      let stranger = SimulatedDevice(memory: memory, on: MultiThreadedEventLoopGroup.singleton.next())
      try stranger.connect(to: "127.0.0.1", port: doors.server.port)
      let code = try await stranger.waitUntilWaiting()
      let known = try await doors.server.known(stranger.id)
      #expect(!known.isRegistered)
      #expect(code.count == 8)
      #expect(doors.server.engine.checkCode(of: known.publicKey) == code)
      #expect(!doors.server.engine.isOnline(stranger.id))
      await #expect(throws: StoreError.self) {
        try await doors.server.engine.register(stranger.id, checkCode: "00000000")
      }
      try await doors[0].waitUntilHolds(try id("11"))
      #expect(stranger.memory.userCount == 0)
      #expect(stranger.snapshot.answers == 0)
      #expect(stranger.snapshot.registration == .waiting)
      try await doors.server.engine.register(stranger.id, checkCode: code)
      try await stranger.waitUntilHolds(try id("11"))
      await stranger.disconnect()
    }
  }

  @Test("SEC-1 a waiting device that sends its log is told and disconnected, and nothing of it is stored")
  func waitingUpload() async throws {
    try await Doors.run(1) { doors in
      let memory = try RawDevice.memory()
      try await WireClient.run(port: doors.server.port) { client in
        let raw = RawDevice(client, memory)
        try await raw.prove()
        #expect(try await raw.welcome()?.state == .waiting)
        let entry = LogEntry(id: 1, time: 1, code: .enrollSuccess, origin: .device, user: "66")
        try await client.send(.uploadLogs(UploadLogs(epoch: memory.epoch, entries: [entry])), request: 1)
        #expect(try await client.goodbye()?.reason == .outOfOrder)
      }
      #expect(try await doors.server.log(.log, of: memory.device).isEmpty)
      try await doors.settled(0)
    }
  }

  @Test("SEC-1 a wrong signature over a fresh challenge is refused, also for a device that is registered")
  func wrongSignature() async throws {
    try await Doors.run(1) { doors in
      let stranger = try RawDevice.memory()
      for memory in [stranger, doors[0].memory] {
        try await WireClient.run(port: doors.server.port) { client in
          try await RawDevice(client, memory).prove(sign: { $0[0] ^= 1 })
          #expect(try await client.goodbye()?.reason == .proof)
        }
      }
      await #expect(throws: StoreError.self) { try await doors.server.known(stranger.device) }
      #expect(doors.server.engine.isOnline(doors[0].id))
      #expect(doors[0].snapshot.isRegistered)
      #expect(try await doors.server.attention().isEmpty)
    }
  }

  @Test("SEC-1 a proof of an earlier session proves nothing: each challenge is fresh")
  func replay() async throws {
    try await Doors.run(1) { doors in
      let memory = doors[0].memory
      let key = try #require(DeviceKey(seed: memory.keySeed))
      var nonces: [[UInt8]] = []
      var recorded: [UInt8] = []
      for attempt in 0..<2 {
        try await WireClient.run(port: doors.server.port) { client in
          let hello = try RawDevice(client, memory).hello()
          try await client.send(.hello(hello))
          guard case .challenge(let challenge) = try await client.receive()?.message else {
            Issue.record("no challenge")
            return
          }
          nonces.append(challenge.nonce)
          if attempt == 0 {
            recorded = key.sign(
              ProofStatement.bytes(device: hello.device, challenge: challenge, helloNonce: hello.nonce))
          } else {
            try await client.send(.proof(signature: recorded))
            #expect(try await client.goodbye()?.reason == .proof)
          }
        }
      }
      #expect(nonces.count == 2 && nonces[0] != nonces[1])
      #expect(doors[0].snapshot.isRegistered)
    }
  }

  @Test("SEC-1 a known ID with another key waits as replaced or imitated; as replacement it takes over")
  func anotherKey() async throws {
    try await Doors.run(2) { doors in
      let user = try id("21")
      let group = try await doors.server.addGroup("Gate")
      try await doors.server.put(doors[0].id, into: [group])
      try await doors.server.engine.commit { [id = doors[0].id] in try $0.changeDevice(id, name: "Front Door") }
      try await doors.server.add(UserRecord(id: user, name: "Ute Wolf"))
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) }
      let other = SimulatedDevice(
        memory: try RawDevice.memory(1001, seed: 99), on: MultiThreadedEventLoopGroup.singleton.next())
      try other.connect(to: "127.0.0.1", port: doors.server.port)
      let code = try await other.waitUntilWaiting()
      try await doors.until("it is asked") { try await $0.server.attention(.replacedOrImitated).count == 1 }
      // The one that is registered is not disturbed, and the other one gets nothing.
      _ = try doors[0].edit(user, .addCard(try card("2100")))
      try await doors[1].waitUntilHolds(user) { $0.record.cards.count == 1 }
      #expect(other.memory.userCount == 0)
      #expect(other.snapshot.registration == .waiting)
      await #expect(throws: StoreError.self) {
        try await doors.server.engine.register(other.id, checkCode: "00000000", replacement: true)
      }
      try await doors.server.engine.register(other.id, checkCode: code, replacement: true)
      try await other.waitUntilHolds(user) { $0.record.cards.count == 1 }
      let known = try await doors.server.known(other.id)
      #expect(known.name == "Front Door" && known.accessGroups == ["Gate"])
      let asked = try await doors.server.attention(.replacedOrImitated, isOpen: false)
      #expect(asked.map(\.outcome) == ["replaced"])
      // The old one is out: its session ended, and it may only wait.
      try await doors[0].waitUntilWaiting()
      _ = try doors[0].enrol(UserRecord(id: try id("22"), name: "Imitated"))
      try await doors[0].waitUntilWaiting()
      try await doors.settled(1)
      #expect(try await doors.server.user(try id("22")) == nil)
      await other.disconnect()
    }
  }

  @Test("SEC-1 two devices that claim one new ID: only the one whose check code was compared is registered")
  func twoClaims() async throws {
    try await Doors.run(1) { doors in
      let loops = MultiThreadedEventLoopGroup.singleton
      let right = SimulatedDevice(memory: try RawDevice.memory(3001, seed: 1), on: loops.next())
      let wrong = SimulatedDevice(memory: try RawDevice.memory(3001, seed: 2), on: loops.next())
      try right.connect(to: "127.0.0.1", port: doors.server.port)
      let code = try await right.waitUntilWaiting()
      try wrong.connect(to: "127.0.0.1", port: doors.server.port)
      try await wrong.waitUntilWaiting()
      // The list shows the one that came last; the code of the other one does not register it.
      await #expect(throws: StoreError.self) {
        try await doors.server.engine.register(right.id, checkCode: code)
      }
      right.cutLink()
      try await right.waitUntilDisconnected()
      try await right.waitUntilWaiting()
      try await doors.server.engine.register(right.id, checkCode: code)
      try await right.waitUntilRegistered()
      try await doors.until("the other is asked about") {
        try await $0.server.attention(.replacedOrImitated).count == 1
      }
      #expect(wrong.snapshot.registration == .waiting)
      await right.disconnect()
      await wrong.disconnect()
    }
  }
}
