import DeviceSimulator
import LockstepCore
import LockstepServer
import LockstepStore
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CapacityTests {
  @Test("SEND-8 who came first fits; nobody is pushed out by a newcomer, and who leaves makes room for the next")
  func line() async throws {
    try await Doors.run(2, userCapacity: 3) { doors in
      let big = try await doors.joined(2001, .full)
      let users = try (151...155).map { try id("\($0)") }
      for user in users { try await doors.server.add(UserRecord(id: user, name: "Person \(user)")) }
      for user in users { try await big.waitUntilHolds(user) }
      for index in 0..<2 { try await doors[index].wait("it is full") { $0.memory.userCount == 3 } }
      try await doors.allSettled()
      #expect(doors[0].memory.userIDs == Array(users.prefix(3)))
      #expect(try await doors.open(.transferFailed).isEmpty)
      let small = doors[0].id
      for (user, state) in zip(users, [UserPresence.State.holds, .holds, .holds, .doesNotFit, .doesNotFit]) {
        try await doors.until("user \(user) is shown as it stands") {
          let presence = try await $0.server.store.read { try $0.presence(of: user) }
          return presence.first { $0.device == small }?.state == state
        }
      }

      // A change of who does not fit, a revocation too, sends nothing there.
      try await doors.server.change(users[4]) { $0.rights.isDisabled = true }
      try await big.waitUntilHolds(users[4]) { $0.record.rights.isDisabled }
      try await doors.allSettled()
      #expect(doors[0].memory.userIDs == Array(users.prefix(3)))
      #expect(try await doors.open(.transferFailed).isEmpty)

      try await doors.server.delete(users[1])
      for index in 0..<2 { try await doors[index].waitUntilHolds(users[3]) }
      try await doors.allSettled()
      #expect(doors[0].memory.userIDs == [users[0], users[2], users[3]])
      #expect(try await doors.areEqual())
      #expect(try await doors.isEqual(big))
      await big.disconnect()
    }
  }

  @Test("SEND-8 a door that holds numbers only is not sent other IDs, and nothing fails")
  func misfit() async throws {
    try await Doors.run(1) { doors in
      let door = try await doors.joined(2001, DeviceModel.fingerTerminal.capabilities)
      let named = try id("quill-a")
      try await doors.server.add(UserRecord(id: named, name: "Ada Quill"))
      try await doors.server.add(UserRecord(id: try id("156"), name: "Bruno Tal"))
      try await doors[0].waitUntilHolds(named)
      try await door.waitUntilHolds(try id("156"))
      let presence = try await doors.server.store.read { try $0.presence(of: named) }
      #expect(presence.first { $0.device == door.id }?.state == .doesNotFit)
      #expect(!door.memory.holds(named))
      #expect(try await doors.open(.transferFailed).isEmpty)
      #expect(try await doors.isEqual(door))
      await door.disconnect()
    }
  }
}
