import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import NIOCore
import Testing

/// Revocations while the server has everything else to do.
@Suite(.timeLimit(.minutes(4)))
struct RevocationStormTests {
  private static let fillers = 12_000
  private static let known = 60

  @Test("SEND-12 during the fill of a door with 12,000 users and a storm of logs: p99 of revocations within 5 s")
  func fillAndStorm() async throws {
    try await Doors.run(5, mode: .specificDevices, userCapacity: 100_000, logCapacity: 100_000) { doors in
      let server = doors.server
      let (staff, everybody) = (try await server.addGroup("Staff"), try await server.addGroup("Everybody"))
      for device in doors.fleet.devices { try await server.put(device.id, into: [staff]) }
      let now = server.engine.now()
      let people = try (0..<Self.known).map { try id("\(100 + $0)") }
      try await server.engine.commit { store in
        for user in people {
          let cards = [Card(kind: .csn, number: try CardNumber(text: "77\(user)"))]
          let record = UserRecord(id: user, name: "Person", cards: cards, rights: Rights(accessGroups: [staff]))
          try store.addUser(record, source: .operator("test"), at: now)
        }
        for number in 0..<Self.fillers {
          let record = UserRecord(
            id: try UserID("\(100_000 + number)"), name: "Person", rights: Rights(accessGroups: [everybody]))
          try store.addUser(record, source: .operator("test"), at: now)
        }
      }
      for device in doors.fleet.devices {
        try await device.wait("it holds the staff", within: .seconds(60)) { $0.memory.userCount == Self.known }
      }
      let filled = doors[0]
      try await server.put(filled.id, into: [staff, everybody])
      let clock = ContinuousClock()
      let number = try CardNumber(text: "424242")
      let delays = try await withThrowingTaskGroup(of: [Duration].self) { group in
        for user in people {
          // Each is a burst of logs at every door, and a revocation at once.
          for device in doors.fleet.devices { for _ in 0..<50 { _ = device.present(.card(number)) } }
          let start = clock.now
          try await server.change(user) { $0.rights.isDisabled = true }
          for device in doors.fleet.devices {
            group.addTask {
              try await device.waitUntilHolds(user, within: .seconds(30)) { $0.record.rights.isDisabled }
              return [clock.now - start]
            }
          }
          try await doors[1].waitUntilHolds(user, within: .seconds(30)) { $0.record.rights.isDisabled }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }.sorted()
      let during = filled.memory.userCount
      #expect(during < Self.fillers, "the fill was over before the last revocation; nothing was measured")
      #expect(delays.count == 5 * Self.known)
      let slowest = delays[delays.count * 99 / 100]
      print("SEND-12: p99 of \(delays.count) revocations: \(slowest), \(during) users into the fill")
      #expect(slowest < .seconds(5))
      try await filled.wait("it is filled", within: .seconds(180)) {
        $0.memory.userCount == Self.fillers + Self.known
      }
    }
  }
}
