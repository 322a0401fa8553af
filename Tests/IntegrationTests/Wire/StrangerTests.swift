import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepStore
import NIOPosix
import Testing

@testable import LockstepServer

/// Floods of connections that prove nothing, beside doors that are known (SEC-4).
@Suite(.timeLimit(.minutes(1)))
struct StrangerTests {
  /// Few of everything, and no address that many share.
  private static func run(
    _ change: (inout ServerConfiguration) -> Void = { _ in }, _ body: @Sendable (TestServer) async throws -> Void
  ) async throws {
    let nobody = try SharedAddresses("none")
    try await TestServer.run(
      configuration: { settings in
        settings.connections = ConnectionLimits(
          most: 100, mostStrangers: 12, mostStrangersOfAddress: 6, mostWaiting: 4, mostWaitingOfAddress: 2,
          shared: nobody, grace: .zero)
        change(&settings)
      }, body)
  }

  private static func door(_ number: UInt32) throws -> SimulatedDevice {
    let memory = DeviceMemory(device: try #require(DeviceID(number)), seed: UInt64(number))
    return SimulatedDevice(memory: memory, on: MultiThreadedEventLoopGroup.singleton.next())
  }

  /// Registers doors one after the other.
  private static func join(_ count: UInt32, _ server: TestServer) async throws -> [SimulatedDevice] {
    var doors: [SimulatedDevice] = []
    for number in 1001..<1001 + count {
      let door = try door(number)
      try door.connect(to: "127.0.0.1", port: server.port)
      let code = try await door.waitUntilWaiting()
      try await server.engine.register(door.id, checkCode: code)
      try await door.waitUntilRegistered()
      doors.append(door)
    }
    return doors
  }

  /// Holds connections that say nothing while `body` runs.
  private static func flood(
    _ count: Int, from address: String = "127.0.0.1", _ server: TestServer, _ body: () async throws -> Void
  ) async throws {
    guard count > 0 else { return try await body() }
    try await WireClient.run(port: server.port, from: address) { _ in
      try await flood(count - 1, from: address, server, body)
    }
  }

  @Test("SEC-4 registered doors do not count as strangers of their address, and come in through a flood of it")
  func knownDoors() async throws {
    try await Self.run { server in
      try await server.set(.allDevicesIncludingUserUpdateFromDevice)
      let doors = try await Self.join(8, server)
      try await Self.flood(30, server) {
        #expect(server.engine.onlineDevices.count == 8)
        doors[0].cutLink()
        try await doors[0].waitUntilDisconnected()
        try await doors[0].waitUntilRegistered()
        try doors[0].enrol(UserRecord(id: try id("17"), name: "Ada Quill"))
        try await doors[7].waitUntilHolds(try id("17"))
      }
      for door in doors { await door.disconnect() }
    }
  }

  @Test("SEC-4 of the strangers of one address the one that was silent for longest makes room for the next")
  func makesRoom() async throws {
    try await Self.run { server in
      try await WireClient.run(port: server.port) { first in
        try await Self.flood(6, server) {
          let received = try await first.receive()
          #expect(received == nil)
        }
      }
    }
  }

  @Test("SEC-4 however many connections some addresses open, another one is let in")
  func otherAddress() async throws {
    try await Self.run { server in
      try await Self.flood(8, from: "127.0.0.2", server) {
        try await Self.flood(8, from: "127.0.0.3", server) {
          try await WireClient.run(port: server.port, from: "127.0.0.4") { client in
            let raw = RawDevice(client, try RawDevice.memory())
            try await raw.prove()
            #expect(try await raw.welcome()?.state == .waiting)
          }
        }
      }
    }
  }

  @Test("SEC-4 beyond the devices that may wait one is told so; registered ones are not concerned")
  func waiting() async throws {
    try await Self.run { server in
      let doors = try await Self.join(3, server)
      try await WireClient.run(port: server.port) { one in
        let first = RawDevice(one, try RawDevice.memory(2001, seed: 1))
        try await first.prove()
        #expect(try await first.welcome()?.state == .waiting)
        try await WireClient.run(port: server.port) { two in
          let second = RawDevice(two, try RawDevice.memory(2002, seed: 2))
          try await second.prove()
          #expect(try await second.welcome()?.state == .waiting)
          try await WireClient.run(port: server.port) { client in
            let third = RawDevice(client, try RawDevice.memory(2003, seed: 3))
            try await third.prove()
            let goodbye = try await client.goodbye()
            #expect(goodbye == Goodbye(.busy, "too many devices wait to be registered"))
          }
          doors[0].cutLink()
          try await doors[0].waitUntilDisconnected()
          try await doors[0].waitUntilRegistered()
          // Room again.
          try await server.engine.register(first.memory.device)
          #expect(try await first.welcome()?.state == .registered)
          try await WireClient.run(port: server.port) { client in
            let third = RawDevice(client, try RawDevice.memory(2003, seed: 3))
            try await third.prove()
            #expect(try await third.welcome()?.state == .waiting)
          }
        }
      }
      for door in doors { await door.disconnect() }
    }
  }

  @Test("SEC-4 a port that is full of known doors tells the next that it is")
  func full() async throws {
    try await Self.run({ $0.connections.most = 2 }) { server in
      let doors = try await Self.join(2, server)
      try await WireClient.run(port: server.port) { client in
        let goodbye = try await client.goodbye()
        #expect(goodbye == Goodbye(.busy, "too many connections"))
      }
      await doors[1].disconnect()
      for door in doors { await door.disconnect() }
    }
  }

  @Test("SEC-4 new devices without end: beyond so many they are told to come later, and leave no line in the log")
  func newDevices() async throws {
    try await Self.run({ $0.sessionPace.strangers = (2, 0) }) { server in
      var told: [Goodbye?] = []
      for number: UInt32 in 3001...3004 {
        try await WireClient.run(port: server.port) { client in
          let raw = RawDevice(client, try RawDevice.memory(number, seed: UInt64(number)))
          try await raw.prove()
          if number > 3002 { told.append(try await client.goodbye()) } else { _ = try await raw.welcome() }
        }
      }
      #expect(told.map { $0?.reason } == [.busy, .busy])
      #expect(try await server.log(.waiting).count == 2)
      // One that was seen before may come again.
      try await WireClient.run(port: server.port) { client in
        let raw = RawDevice(client, try RawDevice.memory(3001, seed: 3001))
        try await raw.prove()
        #expect(try await raw.welcome()?.state == .waiting)
      }
    }
  }

  @Test("SEC-7 a device that begins sessions without end is told that it does; another is not concerned")
  func sessions() async throws {
    try await Self.run({ $0.sessionPace.sessions = (3, 0) }) { server in
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
      let doors = try await Self.join(1, server)
      await doors[0].disconnect()
    }
  }
}
