import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// One session for a device (SEC-7).
@Suite(.timeLimit(.minutes(1)))
struct NewerSessionTests {
  @Test("SEC-7 a newer session of a device ends the older one, which is told so; work goes on in the newer")
  func twice() async throws {
    try await Doors.run(2) { doors in
      let user = try id("11")
      let older = doors[0]
      let newer = older.duplicate()
      let events = older.events()
      try newer.connect(to: "127.0.0.1", port: doors.server.port)
      try await newer.waitUntilRegistered()
      for await event in events {
        guard case .goodbye(let goodbye) = event else { continue }
        #expect(goodbye.reason == .newerSession)
        break
      }
      // Else it would come back by itself and be the newer one.
      await older.disconnect()
      try await newer.wait("it is the one") { $0.isRegistered }
      try await doors.server.add(UserRecord(id: user, name: "Vera Nohl"))
      try await newer.waitUntilHolds(user)
      try await doors[1].waitUntilHolds(user)
      #expect(!older.memory.holds(user))
      #expect(doors[1].snapshot.lastGoodbye == nil)
      await newer.disconnect()
    }
  }

  @Test("SEC-7 a connection that does not prove the key does not end the session")
  func withoutProof() async throws {
    try await Doors.run(1) { doors in
      try await WireClient.run(port: doors.server.port) { client in
        try await client.send(.hello(try RawDevice(client, doors[0].memory).hello()))
        #expect(try await client.receive() != nil)
        _ = try doors[0].enrol(UserRecord(id: try id("12")))
        try await doors.settled(0)
        #expect(doors[0].snapshot.lastGoodbye == nil)
      }
      #expect(try await doors.server.user(try id("12")) != nil)
    }
  }
}
