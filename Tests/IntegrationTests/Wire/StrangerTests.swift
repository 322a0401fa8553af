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
          mostOfHolder: 1, shared: nobody, grace: .zero)
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

  /// The same from each of these once.
  private static func flood(
    from addresses: [String], _ server: TestServer, _ body: () async throws -> Void
  ) async throws {
    guard let address = addresses.first else { return try await body() }
    try await WireClient.run(port: server.port, from: address) { _ in
      try await flood(from: Array(addresses.dropFirst()), server, body)
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
        // Its challenge tells that it is in before the others come.
        try await first.send(.hello(RawDevice(first, try RawDevice.memory()).hello()))
        _ = try await first.receive()
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

  @Test("SEC-4 a port that is full of known doors tells the next that it is, and lets those in that have a place")
  func full() async throws {
    try await Self.run({ $0.connections.most = 2 }) { server in
      let doors = try await Self.join(1, server)
      let memory = try RawDevice.memory()
      try await RawDevice.run(server, memory) { _ in
        try await WireClient.run(port: server.port) { client in
          try await RawDevice(client, try RawDevice.memory(2002, seed: 2)).prove()
          let goodbye = try await client.goodbye()
          #expect(goodbye == Goodbye(.busy, "too many devices are connected"))
        }
        // The same device again: its power was cut, and its older connection is dead without having ended.
        try await WireClient.run(port: server.port) { client in
          let again = RawDevice(client, memory)
          try await again.prove()
          let welcome = try await again.welcome()
          #expect(welcome?.state == .registered)
        }
      }
      #expect(try await server.log(.waiting).count == 2)
      for door in doors { await door.disconnect() }
    }
  }

  @Test("SEC-4 many addresses of one connection each put out no doors of a house that are in their handshake")
  func manyAddresses() async throws {
    try await Self.run { server in
      let doors = try await Self.join(1, server)
      try await WireClient.run(port: server.port) { first in
        try await WireClient.run(port: server.port) { second in
          try await Self.flood(from: (1...30).map { "127.0.1.\($0)" }, server) {
            for (client, number) in [(first, UInt32(2001)), (second, 2002)] {
              let raw = RawDevice(client, try RawDevice.memory(number, seed: UInt64(number)))
              try await raw.prove()
              let welcome = try await raw.welcome()
              #expect(welcome?.state == .waiting)
            }
          }
        }
      }
      for door in doors { await door.disconnect() }
    }
  }

  @Test("SEC-4 a device that waits and comes again ends its older connection, and takes no place beside it")
  func waitsAgain() async throws {
    try await Self.run({ $0.connections.mostWaitingOfAddress = 1 }) { server in
      try await WireClient.run(port: server.port) { older in
        let memory = try RawDevice.memory()
        let first = RawDevice(older, memory)
        try await first.prove()
        #expect(try await first.welcome()?.state == .waiting)
        try await WireClient.run(port: server.port) { newer in
          let second = RawDevice(newer, memory)
          try await second.prove()
          let waits = try await second.welcome()
          let left = try await older.receive()
          #expect(waits?.state == .waiting && left == nil)
          try await server.engine.register(memory.device)
          let registered = try await second.welcome()
          #expect(registered?.state == .registered)
        }
      }
    }
  }
}
