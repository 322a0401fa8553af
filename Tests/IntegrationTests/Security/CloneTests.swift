import DeviceProtocol
import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

/// Two terminals with one key and one memory (LOG-4, SEC-7).
@Suite(.timeLimit(.minutes(1)))
struct CloneTests {
  @Test("LOG-4, SEC-7 two clones that take turns are suspended once their logs differ: nothing of either is taken in")
  func takeTurns() async throws {
    try await Doors.run(2) { doors in
      try await doors.server.add(UserRecord(id: try id("11"), name: "Stays Put"))
      for index in 0..<2 { try await doors[index].waitUntilHolds(try id("11")) }
      try await doors.settled(0)
      let clone = doors[0].duplicate()
      await doors[0].disconnect()
      for turn in 1...4 {
        // The one whose turn it is enrols somebody; both number their entries alike.
        let (one, user) = (turn.isMultiple(of: 2) ? doors[0] : clone, try id("\(20 + turn)"))
        _ = try one.enrol(UserRecord(id: user, name: "Turn \(turn)"))
        try one.connect(to: "127.0.0.1", port: doors.server.port)
        try await one.waitUntilRegistered()
        if turn == 1 {
          try await doors[1].waitUntilHolds(user)
        } else {
          try await doors.until("it is suspended") { try await $0.server.known($0[0].id).hold == .suspended }
          try await one.waitUntilAllAcknowledged()
        }
        await one.disconnect()
        try await doors.until("turn \(turn) is over") { !$0.server.engine.isOnline($0[0].id) }
      }
      #expect(try await doors.server.attention(.suspended, on: doors[0].id).count == 1)
      for turn in 2...4 {
        let user = try id("\(20 + turn)")
        #expect(try await doors.server.user(user) == nil)
        #expect(!doors[1].memory.holds(user))
      }
      #expect(doors[1].snapshot.lastGoodbye == nil)
    }
  }
}
