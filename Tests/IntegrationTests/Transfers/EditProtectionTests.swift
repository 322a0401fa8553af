import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct EditProtectionTests {
  @Test("SEND-5 an edit that the server has not taken in survives a write: first logs, pull, merge, then the write")
  func writeAfterEdit() async throws {
    try await Doors.run(2) { doors in
      let user = try id("121")
      try await doors.server.add(UserRecord(id: user, name: "Ada Quill"))
      for index in 0..<2 { try await doors[index].waitUntilHolds(user) }
      try await doors.allSettled()
      let answers = doors.answers(of: 1)
      try await doors.away(1) {
        try await doors.server.change(user) { $0.name = "Ada Tal" }
        _ = try doors[1].edit(user, .addFingerprint(try finger(3, "121")))
      }
      for index in 0..<2 {
        try await doors[index].waitUntilHolds(user) {
          $0.record.name == "Ada Tal" && $0.record.fingerprints.count == 1
        }
      }
      try await doors.allSettled()
      let taken = await answers.taken(uses: 1)
      // The first thing that was asked about the user is to be read.
      let asked = taken.prefix { [$0].reads.isEmpty }
      #expect(Array(asked).writes.isEmpty)
      #expect(taken.reads == [user])
      #expect(try await doors.areEqual())
    }
  }

  @Test("SEND-5 a write meets an edit that the server does not know of: the door refuses, and nothing is lost")
  func refusedByDoor() async throws {
    try await Doors.run(2) { doors in
      let users = try (1...40).map { try id("\(12200 + $0)") }
      for user in users { try await doors.server.add(UserRecord(id: user, name: "Before")) }
      for user in users { for index in 0..<2 { try await doors[index].waitUntilHolds(user) } }
      // Both sides change the same users at the same time, so that some writes cross an edit.
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for user in users { try await doors.server.change(user) { $0.name = "After" } }
        }
        group.addTask {
          for user in users { _ = try doors[1].edit(user, .addCard(try card("9\(user)"))) }
        }
        try await group.waitForAll()
      }
      for user in users {
        for index in 0..<2 {
          try await doors[index].waitUntilHolds(user) { $0.record.name == "After" && $0.record.cards.count == 1 }
        }
      }
      try await doors.allSettled()
      #expect(try await doors.open(.difference).isEmpty)
      #expect(try await doors.areEqual())
    }
  }

  @Test("SEND-5 with device updates off a stored log counts as taken in: the server's user is written")
  func updatesOff() async throws {
    try await Doors.run(1, mode: .allDevices) { doors in
      let user = try id("123")
      try await doors.server.add(UserRecord(id: user, name: "Ada Quill"))
      try await doors[0].waitUntilHolds(user)
      let log = try doors[0].edit(user, .name("Somebody"))
      try await doors[0].waitUntilAcknowledged(log)
      #expect(doors[0].memory.user(user)?.record.name == "Somebody")
      try await doors.server.change(user) { $0.personalMessage = "Hello" }
      try await doors[0].waitUntilHolds(user) { $0.record.personalMessage == "Hello" }
      try await doors.settled(0)
      #expect(doors[0].memory.user(user)?.record.name == "Ada Quill")
      #expect(try await doors.server.user(user)?.record.name == "Ada Quill")
      #expect(try await doors.areEqual())
    }
  }

  @Test("SEND-5 switching device updates off ends a waiting pull, and the deletion that it held back is carried out")
  func switchedOffMeanwhile() async throws {
    try await Doors.run(1) { doors in
      let user = try id("124")
      try await doors.server.add(UserRecord(id: user, name: "Ada Quill"))
      try await doors[0].waitUntilHolds(user)
      try await doors.settled(0)
      doors[0].setFaults { $0.lostReplies = 1 }
      let log = try doors[0].edit(user, .addCard(try card("1240")))
      try await doors[0].waitUntilAcknowledged(log)
      try await doors[0].wait("the pull's answer is lost") { $0.faults.lostReplies == 0 }
      try await doors.server.delete(user)
      // Others go on meanwhile; the cursor stays below the deletion.
      try await doors.server.add(UserRecord(id: try id("125"), name: "Bruno Tal"))
      try await doors[0].waitUntilHolds(try id("125"))
      #expect(doors[0].memory.holds(user))
      try await doors.server.set(.allDevices)
      try await doors[0].waitUntilDoesNotHold(user)
    }
  }
}
