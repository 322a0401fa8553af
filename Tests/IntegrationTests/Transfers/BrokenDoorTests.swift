import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct BrokenDoorTests {
  @Test("SEND-7 a door that answers nothing and a broken one delay no other, and get everything in the end")
  func slowAndBroken() async throws {
    try await Doors.run(3) { doors in
      try await doors.allSettled()
      doors[1].setFaults { $0.lostReplies = 1 }
      doors[2].setFaults { $0.transientFailures = 6 }
      let users = try (131...134).map { try id("\($0)") }
      for user in users {
        try await doors.server.add(UserRecord(id: user, name: "Person \(user)"))
        try await doors[0].waitUntilHolds(user)
      }
      try await doors[1].waitUntilHolds(users[0])
      for user in users { try await doors[2].waitUntilHolds(user) }
      #expect(!doors[1].memory.holds(users[3]))
      #expect(doors[2].snapshot.faults.transientFailures == 0)
      doors[1].cutLink()
      for user in users { try await doors[1].waitUntilHolds(user) }
      try await doors[1].waitUntilRegistered()
      try await doors.allSettled()
      #expect(try await doors.open(.transferFailed).isEmpty)
      #expect(try await doors.areEqual())
    }
  }

  @Test("SEND-7 what cannot succeed stops, is listed with its reason, and is tried again on request")
  func permanent() async throws {
    try await Doors.run(2, mode: .allDevices) { doors in
      let (stranger, ada) = (try id("134"), try id("135"))
      _ = try doors[1].enrol(UserRecord(id: stranger, name: "Nobody knows", cards: [try card("1350")]))
      try await doors[1].waitUntilAllAcknowledged()
      try await doors.server.add(UserRecord(id: ada, name: "Ada Quill", cards: [try card("1350")]))
      let entry = try await doors.entry(.transferFailed, of: ada, on: 1)
      #expect(entry.reason.contains("134"))
      try await doors[0].waitUntilHolds(ada)
      #expect(!doors[1].memory.holds(ada))
      try await doors.server.add(UserRecord(id: try id("136"), name: "Bruno Tal"))
      try await doors[1].waitUntilHolds(try id("136"))
      #expect(try await doors.server.log(.transferFailed, of: doors[1].id).count == 1)

      _ = try doors[1].delete(stranger)
      try await doors[1].waitUntilAllAcknowledged()
      let (device, now) = (doors[1].id, doors.server.engine.now())
      try await doors.server.engine.commit { try $0.retry(device, at: now) }
      try await doors[1].waitUntilHolds(ada)
      try await doors.allSettled()
      #expect(try await doors.again(entry).closedAt != nil)
      #expect(try await doors.areEqual())
    }
  }

  @Test("FAIL-2 one door with impossible records, one that answers for others and one that lies stop nobody else")
  func everythingAtOnce() async throws {
    try await Doors.run(5) { doors in
      doors[0].setFaults { $0.sendsRecordsOverLimits = true }
      doors[1].setFaults { $0.liesInDigests = true }
      doors[2].setFaults { $0.answersWithWrongUser = true }
      let bad = try id("141")
      _ = try doors[0].enrol(UserRecord(id: bad, name: "Too long"))
      _ = try doors[2].enrol(UserRecord(id: try id("142"), name: "Wrong"))
      _ = try doors[3].enrol(UserRecord(id: try id("143"), name: "Ada Quill", cards: [try card("1430")]))
      for index in [0, 1, 3, 4] { try await doors[index].waitUntilHolds(try id("143")) }
      // At once, for what is wrong with it, and not after the link has ended over it again and again (PULL-6).
      let entry = try await doors.entry(.quarantined, of: bad, on: 0)
      #expect(entry.reason.contains("name") && entry.reason.contains("48"))
      #expect(doors[0].snapshot.lastGoodbye == nil)
      doors[0].setFaults { $0.sendsRecordsOverLimits = false }
      _ = try doors[0].enrol(UserRecord(id: try id("144"), name: "Bruno Tal"))
      for index in [1, 3, 4] { try await doors[index].waitUntilHolds(try id("144")) }
      #expect(try await doors.server.user(bad) == nil)
      #expect(!doors[4].memory.holds(bad))
    }
  }
}
